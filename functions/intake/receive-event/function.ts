/** What deployment and code both need to know about `receive-event`. */
export const receiveEvent = {
  name: 'receive-event',
  environment: [
    'BUS_NAME',
    'STATE_TABLE',
    'RECORDS_TABLE',
    'KEYS_TABLE',
    'VAULT_KEY_ARN',
    'ON_CALL_KEY_ARN',
    'WEBHOOK_SECRET_PREFIX',
    'ORIGINATION_NUMBER',
    'PHONE_COUNTRIES',
  ],
} as const;
