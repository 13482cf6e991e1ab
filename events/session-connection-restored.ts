import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const sessionConnectionRestored = /* @__PURE__ */ defineFact('session.connection-restored.v1', () => ({
  summary: 'Everybody is in the session again, or has been reached on the second channel.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  }),
}));
