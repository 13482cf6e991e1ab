import * as z from 'zod';
import { code, opaqueId } from './fields.ts';

/** Who came into, left or dropped out of the room of a session, and by which connection. */
export const participantData = z.object({
  sessionId: opaqueId('Session', 'clearance', 'session-5501'),
  connectionId: opaqueId('Connection', 'clearance', 'connection-1'),
  personId: opaqueId('Person', 'clearance', 'clinician-21').optional(),
  role: code(['unknown', 'client', 'clinician'], {
    title: 'Role',
    description: 'Who it is, where the sender knows; the ids of the scheduled session say it, too.',
    purpose: 'clearance',
  }).optional(),
});
