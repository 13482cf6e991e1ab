import { z } from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const participantLeft = defineFact({
  type: 'participant.left.v1',
  summary: 'Somebody left the room, as far as the video provider can tell.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    connectionId: opaqueId('Connection', 'clearance', 'connection-1'),
    personId: opaqueId('Person', 'clearance', 'clinician-21').optional(),
    role: code(['unknown', 'client', 'clinician'], {
      title: 'Role',
      description: 'Who it is, where the sender knows; the ids of the scheduled session say it, too.',
      purpose: 'clearance',
    }).optional(),
  }),
});
