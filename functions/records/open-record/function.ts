/** What deployment and code both need to know about `open-record`. */
export const openRecord = {
  name: 'open-record',
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'WEBHOOK_SECRET_PREFIX'],
} as const;
