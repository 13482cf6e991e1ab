import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId, openCode } from './fields.ts';

export const sessionConnectionUnresolved = /* @__PURE__ */ defineFact(
  'session.connection-unresolved.v1',
  () => ({
    summary: 'The connection was lost and nobody was reached on the second channel, either.',
    origin: 'vigil',
    data: z.object({
      sessionId: opaqueId('Session', 'clearance', 'session-5501'),
      clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
      lostAt: instant('When the connection was lost', 'crisis-response'),
      party: openCode('Whose connection was lost', 'crisis-response', 'client'),
    }),
  }),
);
