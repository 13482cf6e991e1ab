import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const sessionEnded = /* @__PURE__ */ defineFact('session.ended.v1', () => ({
  summary: 'The session ended.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  }),
}));
