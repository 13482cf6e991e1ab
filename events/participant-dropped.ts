import { defineFact } from './define.ts';
import { participantData } from './participant-data.ts';

export const participantDropped = /* @__PURE__ */ defineFact('participant.dropped.v1', () => ({
  summary:
    'The connection of somebody in the room broke, and the video provider tells that apart from leaving.',
  origin: 'provider',
  data: participantData,
}));
