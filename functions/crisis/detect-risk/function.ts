import { clientWatched } from '../../../events/client-watched.ts';
import { sessionConnectionLost } from '../../../events/session-connection-lost.ts';
import { sessionConnectionUnresolved } from '../../../events/session-connection-unresolved.ts';
import { sessionEnded } from '../../../events/session-ended.ts';
import { sessionScheduled } from '../../../events/session-scheduled.ts';
import { sessionStarted } from '../../../events/session-started.ts';

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
