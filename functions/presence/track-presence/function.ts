import {
  participantDropped,
  participantJoined,
  participantLeft,
  roomClosed,
} from '../../../events/presence.ts';
import {
  sessionCancelled,
  sessionEnded,
  sessionMissed,
  sessionResumed,
  sessionScheduled,
  sessionStarted,
} from '../../../events/session.ts';

/** What deployment and code both need to know about `track-presence`. */
export const trackPresence = {
  name: 'track-presence',
  subscribes: [
    sessionScheduled,
    sessionCancelled,
    sessionStarted,
    sessionResumed,
    sessionEnded,
    sessionMissed,
    roomClosed,
    participantJoined,
    participantLeft,
    participantDropped,
  ],
  environment: ['STATE_TABLE'],
} as const;
