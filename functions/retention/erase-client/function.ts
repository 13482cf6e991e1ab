/** What deployment and code both need to know about `erase-client`. */
export const eraseClient = {
  name: 'erase-client',
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'SIGNING_KEY_ARN'],
} as const;
