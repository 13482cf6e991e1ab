import { clientDischarged, clientPlaceCorrected, clientRegistered } from '../../../events/client.ts';
import { erasureCancellationRequested, erasureRequested } from '../../../events/erasure.ts';
import { holdPlaced, holdReleased } from '../../../events/hold.ts';
import { sessionCheckedIn, sessionEnded } from '../../../events/session.ts';

/** What deployment and code both need to know about `update-retention-profile`. */
export const updateRetentionProfile = {
  name: 'update-retention-profile',
  subscribes: [
    clientRegistered,
    clientDischarged,
    clientPlaceCorrected,
    sessionCheckedIn,
    sessionEnded,
    holdPlaced,
    holdReleased,
    erasureRequested,
    erasureCancellationRequested,
  ],
  environment: ['STATE_TABLE', 'RECORDS_TABLE'],
} as const;
