import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const roomClosed = /* @__PURE__ */ defineFact('room.closed.v1', () => ({
  summary: 'The room of a session closed; some providers open it again when somebody comes back.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
  }),
}));
