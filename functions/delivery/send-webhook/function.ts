/** What deployment and code both need to know about `send-webhook`. */
export const sendWebhook = {
  name: 'send-webhook',
  environment: ['STATE_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN'],
} as const;
