import {
  assentRecorded,
  consentDenialLifted,
  consentDenied,
  consentGranted,
  consentWithdrawn,
} from '../../../events/consent.ts';
import {
  clearanceReviewed,
  sessionBreakGlassReviewSubmitted,
  sessionBreakGlassInvoked,
} from '../../../events/clearance.ts';
import {
  sessionCancelled,
  sessionCheckedIn,
  sessionConnectionLost,
  sessionConnectionRestored,
  sessionEnded,
  sessionMissed,
  sessionResumed,
  sessionScheduled,
  sessionStarted,
} from '../../../events/session.ts';
import { clientDischarged, clientPlaceCorrected, clientRegistered } from '../../../events/client.ts';
import { clinicianRegistered } from '../../../events/clinician.ts';

/** What deployment and code both need to know about `update-clearance`. */
export const updateClearance = {
  name: 'update-clearance',
  subscribes: [
    clientRegistered,
    clientDischarged,
    clientPlaceCorrected,
    clearanceReviewed,
    clinicianRegistered,
    consentGranted,
    consentDenied,
    consentDenialLifted,
    consentWithdrawn,
    assentRecorded,
    sessionScheduled,
    sessionCheckedIn,
    sessionStarted,
    sessionConnectionLost,
    sessionConnectionRestored,
    sessionResumed,
    sessionEnded,
    sessionCancelled,
    sessionMissed,
    sessionBreakGlassInvoked,
    sessionBreakGlassReviewSubmitted,
  ],
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'RECHECK_QUEUE_URL'],
} as const;
