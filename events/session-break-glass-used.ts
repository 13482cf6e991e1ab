import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId, openCode } from './fields.ts';

export const sessionBreakGlassUsed = /* @__PURE__ */ defineFact('session.break-glass-used.v1', () => ({
  summary: 'A blocked session may run on the word of a clinician; a review of it is open from now on.',
  origin: 'vigil',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
    nature: openCode('Nature', 'accountability', 'serious-and-imminent-threat'),
    recipientId: opaqueId('Who receives what is disclosed', 'accountability', 'clinician-21'),
    reasonRecordId: opaqueId('The sealed record with the reason', 'accountability', 'rec-41ab'),
  }),
}));
