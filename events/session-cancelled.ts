import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const sessionCancelled = /* @__PURE__ */ defineFact('session.cancelled.v1', () => ({
  summary: 'A planned session will not take place.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a').optional(),
  }),
}));
