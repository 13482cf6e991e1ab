import { sessionBreakGlassInvoked } from '../../../events/clearance.ts';
import { sessionCheckedIn } from '../../../events/session.ts';
import { clientRetentionBasisChanged } from '../../../events/client.ts';
import { recordSubmitted } from '../../../events/record.ts';
import { rosterPublished } from '../../../events/roster.ts';
import { screeningSubmitted } from '../../../events/risk.ts';

/** What deployment and code both need to know about `apply-retention`. */
export const applyRetention = {
  name: 'apply-retention',
  subscribes: [
    recordSubmitted,
    screeningSubmitted,
    sessionBreakGlassInvoked,
    sessionCheckedIn,
    rosterPublished,
    clientRetentionBasisChanged,
  ],
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'ON_CALL_KEY_ARN'],
} as const;
