import { defineFact } from './define.ts';
import { participantData } from './participant-data.ts';

export const participantLeft = /* @__PURE__ */ defineFact('participant.left.v1', () => ({
  summary: 'Somebody left the room, as far as the video provider can tell.',
  origin: 'provider',
  data: participantData,
}));
