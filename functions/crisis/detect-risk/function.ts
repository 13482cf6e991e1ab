import { clientWatched } from '../../../events/client.ts';
import {
  sessionCancelled,
  sessionConnectionLost,
  sessionConnectionRestored,
  sessionConnectionUnresolved,
  sessionEnded,
  sessionMissed,
  sessionResumed,
  sessionScheduled,
  sessionStarted,
} from '../../../events/session.ts';

/** What deployment and code both need to know about `detect-risk`. */
export const detectRisk = {
  name: 'detect-risk',
  subscribes: [
    clientWatched,
    sessionScheduled,
    sessionCancelled,
    sessionStarted,
    sessionResumed,
    sessionEnded,
    sessionMissed,
    sessionConnectionLost,
    sessionConnectionRestored,
    sessionConnectionUnresolved,
  ],
  environment: ['STATE_TABLE', 'DUE_QUEUE_URL'],
} as const;
