import {
  participantDropped,
  participantJoined,
  participantLeft,
  roomCalledOff,
  roomClosed,
  roomMoved,
} from '../../../events/presence.ts';
import {
  sessionCancelled,
  sessionEnded,
  sessionIdsLinked,
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
    sessionIdsLinked,
    sessionCancelled,
    sessionStarted,
    sessionResumed,
    sessionEnded,
    sessionMissed,
    roomClosed,
    roomMoved,
    roomCalledOff,
    participantJoined,
    participantLeft,
    participantDropped,
  ],
  environment: ['STATE_TABLE'],
} as const;
