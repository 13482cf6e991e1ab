import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const roomOpened = /* @__PURE__ */ defineFact('room.opened.v1', () => ({
  summary: 'The room of a session opened; nobody need be there yet.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
  }),
}));
