import { screeningReviewSubmitted, screeningSubmitted } from '../../../events/risk.ts';

/** What deployment and code both need to know about `evaluate-screening`. */
export const evaluateScreening = {
  name: 'evaluate-screening',
  subscribes: [screeningSubmitted, screeningReviewSubmitted],
  environment: [
    'STATE_TABLE',
    'RECORDS_TABLE',
    'KEYS_TABLE',
    'VAULT_KEY_ARN',
    'ESCALATION_QUEUE_URL',
    'STANDBY_SECRET_PREFIX',
    'ORIGINATION_NUMBER',
  ],
} as const;
