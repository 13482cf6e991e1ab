import { z } from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const participantJoined = defineFact({
  type: 'participant.joined.v1',
  summary: 'Somebody came into the room of a session, by a connection of their own.',
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
