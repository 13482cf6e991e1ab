import type { AnyContract } from './define.ts';
import { clientDischarged } from './client-discharged.ts';
import { clientRegistered } from './client-registered.ts';
import { clientRetentionBasisChanged } from './client-retention-basis-changed.ts';
import { clinicianRegistered } from './clinician-registered.ts';
import { consentGranted } from './consent-granted.ts';
import { consentWithdrawn } from './consent-withdrawn.ts';
import { incidentAcknowledged } from './incident-acknowledged.ts';
import { incidentClosed } from './incident-closed.ts';
import { incidentOpened } from './incident-opened.ts';
import { incidentPaged } from './incident-paged.ts';
import { incidentPassed } from './incident-passed.ts';
import { incidentReopened } from './incident-reopened.ts';
import { incidentTierSkipped } from './incident-tier-skipped.ts';
import { incidentWelfareConfirmed } from './incident-welfare-confirmed.ts';
import { participantDropped } from './participant-dropped.ts';
import { participantJoined } from './participant-joined.ts';
import { participantLeft } from './participant-left.ts';
import { recordPurged } from './record-purged.ts';
import { recordRemovalUnattributed } from './record-removal-unattributed.ts';
import { recordRetentionSet } from './record-retention-set.ts';
import { recordSealed } from './record-sealed.ts';
import { recordSubmitted } from './record-submitted.ts';
import { riskFlagged } from './risk-flagged.ts';
import { roomClosed } from './room-closed.ts';
import { roomOpened } from './room-opened.ts';
import { rosterPublished } from './roster-published.ts';
import { sessionBlocked } from './session-blocked.ts';
import { sessionCancelled } from './session-cancelled.ts';
import { sessionCheckedIn } from './session-checked-in.ts';
import { sessionCleared } from './session-cleared.ts';
import { sessionConnectionLost } from './session-connection-lost.ts';
import { sessionEnded } from './session-ended.ts';
import { sessionMissed } from './session-missed.ts';
import { sessionScheduled } from './session-scheduled.ts';
import { sessionStarted } from './session-started.ts';
import { assentRecorded } from './assent-recorded.ts';
import { sessionBreakGlassInvoked } from './session-break-glass-invoked.ts';
import { sessionBreakGlassExamined } from './session-break-glass-examined.ts';
import { clinicianLicenceExpiring } from './clinician-licence-expiring.ts';
import { consentDenied } from './consent-denied.ts';
import { sessionBreakGlassUsed } from './session-break-glass-used.ts';
import { sessionBreakGlassRefused } from './session-break-glass-refused.ts';
import { sessionBreakGlassReviewed } from './session-break-glass-reviewed.ts';
import { sessionBreakGlassReviewDue } from './session-break-glass-review-due.ts';
import { sessionFallbackDue } from './session-fallback-due.ts';
import { sessionConnectionUnresolved } from './session-connection-unresolved.ts';
import { sessionConnectionRestored } from './session-connection-restored.ts';
import { sessionConsentRevoked } from './session-consent-revoked.ts';
import { sessionOutlookChanged } from './session-outlook-changed.ts';
import { clientWatched } from './client-watched.ts';
import { drillAnswered } from './drill-answered.ts';
import { drillFinished } from './drill-finished.ts';
import { incidentArrived } from './incident-arrived.ts';
import { incidentEscalated } from './incident-escalated.ts';
import { incidentHandOverOffered } from './incident-hand-over-offered.ts';
import { incidentHandedOver } from './incident-handed-over.ts';
import { incidentHelperJoined } from './incident-helper-joined.ts';
import { incidentPageUndelivered } from './incident-page-undelivered.ts';
import { incidentSnoozed } from './incident-snoozed.ts';
import { incidentTaskDone } from './incident-task-done.ts';
import { incidentTaskDue } from './incident-task-due.ts';
import { incidentTriggerJoined } from './incident-trigger-joined.ts';
import { readinessChecked } from './readiness-checked.ts';
import { riskDetected } from './risk-detected.ts';
import { rosterGapFound } from './roster-gap-found.ts';
import { rosterHandedOff } from './roster-handed-off.ts';
import { screeningSubmitted } from './screening-submitted.ts';
import { staffOptedIn } from './staff-opted-in.ts';
import { staffOptedOut } from './staff-opted-out.ts';
import { staffPhoneVerified } from './staff-phone-verified.ts';
import { watchdogBeat } from './watchdog-beat.ts';

/** Every fact that Vigil knows, one a file. */
export const catalogue = [
  clientRegistered,
  clientDischarged,
  clinicianRegistered,
  consentGranted,
  consentWithdrawn,
  sessionScheduled,
  sessionCheckedIn,
  sessionStarted,
  sessionConnectionLost,
  sessionEnded,
  sessionCancelled,
  sessionMissed,
  roomOpened,
  participantJoined,
  participantLeft,
  participantDropped,
  roomClosed,
  riskFlagged,
  recordSubmitted,
  rosterPublished,
  clientWatched,
  screeningSubmitted,
  clientRetentionBasisChanged,
  sessionCleared,
  sessionBlocked,
  incidentOpened,
  incidentPaged,
  incidentTierSkipped,
  incidentAcknowledged,
  incidentPassed,
  incidentReopened,
  incidentWelfareConfirmed,
  incidentClosed,
  incidentTriggerJoined,
  incidentPageUndelivered,
  incidentArrived,
  incidentSnoozed,
  incidentEscalated,
  incidentHandOverOffered,
  incidentHandedOver,
  incidentHelperJoined,
  incidentTaskDue,
  incidentTaskDone,
  staffOptedOut,
  staffOptedIn,
  staffPhoneVerified,
  drillAnswered,
  drillFinished,
  rosterGapFound,
  rosterHandedOff,
  riskDetected,
  readinessChecked,
  watchdogBeat,
  recordSealed,
  recordRetentionSet,
  recordPurged,
  recordRemovalUnattributed,
  consentDenied,
  assentRecorded,
  sessionConnectionRestored,
  sessionBreakGlassInvoked,
  sessionBreakGlassExamined,
  sessionOutlookChanged,
  sessionConsentRevoked,
  sessionFallbackDue,
  sessionConnectionUnresolved,
  sessionBreakGlassUsed,
  sessionBreakGlassRefused,
  sessionBreakGlassReviewed,
  sessionBreakGlassReviewDue,
  clinicianLicenceExpiring,
] as const;

const byType = new Map<string, AnyContract>(catalogue.map((contract) => [contract.type, contract]));

/** The contract of a type, or nothing where the type or its version is unknown. */
export const contractOf = (type: string): AnyContract | undefined => byType.get(type);
