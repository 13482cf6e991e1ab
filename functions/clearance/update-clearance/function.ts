import { assentRecorded } from '../../../events/assent-recorded.ts';
import { sessionBreakGlassInvoked } from '../../../events/session-break-glass-invoked.ts';
import { sessionBreakGlassExamined } from '../../../events/session-break-glass-examined.ts';
import { clientDischarged } from '../../../events/client-discharged.ts';
import { clientRegistered } from '../../../events/client-registered.ts';
import { clinicianRegistered } from '../../../events/clinician-registered.ts';
import { consentDenied } from '../../../events/consent-denied.ts';
import { consentGranted } from '../../../events/consent-granted.ts';
import { consentWithdrawn } from '../../../events/consent-withdrawn.ts';
import { sessionCancelled } from '../../../events/session-cancelled.ts';
import { sessionCheckedIn } from '../../../events/session-checked-in.ts';
import { sessionConnectionLost } from '../../../events/session-connection-lost.ts';
import { sessionConnectionRestored } from '../../../events/session-connection-restored.ts';
import { sessionEnded } from '../../../events/session-ended.ts';
import { sessionMissed } from '../../../events/session-missed.ts';
import { sessionScheduled } from '../../../events/session-scheduled.ts';
import { sessionStarted } from '../../../events/session-started.ts';

/** What deployment and code both need to know about `update-clearance`. */
export const updateClearance = {
  name: 'update-clearance',
  subscribes: [
    clientRegistered,
    clientDischarged,
    clinicianRegistered,
    consentGranted,
    consentDenied,
    consentWithdrawn,
    assentRecorded,
    sessionScheduled,
    sessionCheckedIn,
    sessionStarted,
    sessionConnectionLost,
    sessionConnectionRestored,
    sessionEnded,
    sessionCancelled,
    sessionMissed,
    sessionBreakGlassInvoked,
    sessionBreakGlassExamined,
  ],
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'RECHECK_QUEUE_URL'],
} as const;
