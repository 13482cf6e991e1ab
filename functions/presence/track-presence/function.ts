import { participantDropped } from '../../../events/participant-dropped.ts';
import { participantJoined } from '../../../events/participant-joined.ts';
import { participantLeft } from '../../../events/participant-left.ts';
import { roomClosed } from '../../../events/room-closed.ts';
import { roomOpened } from '../../../events/room-opened.ts';
import { sessionCancelled } from '../../../events/session-cancelled.ts';
import { sessionEnded } from '../../../events/session-ended.ts';
import { sessionMissed } from '../../../events/session-missed.ts';
import { sessionScheduled } from '../../../events/session-scheduled.ts';
import { sessionStarted } from '../../../events/session-started.ts';

/** What deployment and code both need to know about `track-presence`. */
export const trackPresence = {
  name: 'track-presence',
  subscribes: [
    sessionScheduled,
    sessionCancelled,
    sessionStarted,
    sessionEnded,
    sessionMissed,
    roomOpened,
    roomClosed,
    participantJoined,
    participantLeft,
    participantDropped,
  ],
  environment: ['STATE_TABLE'],
} as const;
