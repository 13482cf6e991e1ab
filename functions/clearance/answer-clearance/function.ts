/** What deployment and code both need to know about `answer-clearance`. */
export const answerClearance = {
  name: 'answer-clearance',
  environment: ['STATE_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'WEBHOOK_SECRET_PREFIX'],
} as const;
