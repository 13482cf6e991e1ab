import { sessionBreakGlassInvoked } from '../../../events/session-break-glass-invoked.ts';
import { clientRetentionBasisChanged } from '../../../events/client-retention-basis-changed.ts';
import { recordSubmitted } from '../../../events/record-submitted.ts';
import { rosterPublished } from '../../../events/roster-published.ts';
import { screeningSubmitted } from '../../../events/screening-submitted.ts';
import { sessionCheckedIn } from '../../../events/session-checked-in.ts';

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
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN'],
} as const;
