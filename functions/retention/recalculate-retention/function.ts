import { restampRequested } from '../../../events/retention-restamp-requested.ts';

/** What deployment and code both need to know about `recalculate-retention`. */
export const recalculateRetention = {
  name: 'recalculate-retention',
  subscribes: [restampRequested],
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'RECALCULATION_QUEUE_URL'],
} as const;
