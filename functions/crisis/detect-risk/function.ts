import { clientWatched } from '../../../events/client.ts';
import {
  sessionConnectionLost,
  sessionConnectionUnresolved,
  sessionEnded,
  sessionScheduled,
  sessionStarted,
} from '../../../events/session.ts';

/** What deployment and code both need to know about `detect-risk`. */
export const detectRisk = {
  name: 'detect-risk',
  subscribes: [
    clientWatched,
    sessionScheduled,
    sessionStarted,
    sessionEnded,
    sessionConnectionLost,
    sessionConnectionUnresolved,
  ],
  environment: ['STATE_TABLE'],
} as const;
