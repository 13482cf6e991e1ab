import { clientDischarged } from '../../../events/client-discharged.ts';
import { clientRegistered } from '../../../events/client-registered.ts';
import { erasureCancelled } from '../../../events/erasure-cancelled.ts';
import { erasureRequested } from '../../../events/erasure-requested.ts';
import { holdPlaced } from '../../../events/hold-placed.ts';
import { holdReleased } from '../../../events/hold-released.ts';
import { sessionCheckedIn } from '../../../events/session-checked-in.ts';
import { sessionEnded } from '../../../events/session-ended.ts';

/** What deployment and code both need to know about `update-retention-profile`. */
export const updateRetentionProfile = {
  name: 'update-retention-profile',
  subscribes: [
    clientRegistered,
    clientDischarged,
    sessionCheckedIn,
    sessionEnded,
    holdPlaced,
    holdReleased,
    erasureRequested,
    erasureCancelled,
  ],
  environment: ['STATE_TABLE', 'RECORDS_TABLE'],
} as const;
