import { screeningSubmitted } from '../../../events/screening-submitted.ts';

/** What deployment and code both need to know about `evaluate-screening`. */
export const evaluateScreening = {
  name: 'evaluate-screening',
  subscribes: [screeningSubmitted],
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'ESCALATION_QUEUE_URL'],
} as const;
