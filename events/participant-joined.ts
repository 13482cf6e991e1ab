import { defineFact } from './define.ts';
import { participantData } from './participant-data.ts';

export const participantJoined = /* @__PURE__ */ defineFact('participant.joined.v1', () => ({
  summary: 'Somebody came into the room of a session, by a connection of their own.',
  origin: 'provider',
  data: participantData,
}));
