import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, health, opaqueId } from './fields.ts';

export const sessionBreakGlassInvoked = /* @__PURE__ */ defineFact('session.break-glass-invoked.v1', () => ({
  summary: 'A clinician starts a session in an emergency although it is blocked, and answers for it.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
    nature: code(['serious-and-imminent-threat', 'medical-emergency'], {
      title: 'Nature',
      description: 'The ground in law: 45 CFR 164.512(j), or 42 CFR 2.51.',
      purpose: 'accountability',
    }),
    recipientId: opaqueId('Who receives what is disclosed', 'accountability', 'clinician-21'),
  }),
  sealed: {
    fields: z.object({
      reason: health(z.string().trim().min(10).max(2000), {
        title: 'Reason',
        description: 'Why it could not wait, in words, 10 to 2,000 characters.',
        purpose: 'accountability',
        example: 'Example reason: the client called and could not be left alone.',
      }),
    }),
    subject: (data) => `client:${data.clientId}`,
    recordClass: () => 'break-glass',
  },
}));
