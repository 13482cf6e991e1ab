/** What deployment and code both need to know about `manage-subscriptions`. */
export const manageSubscriptions = {
  name: 'manage-subscriptions',
  environment: ['STATE_TABLE', 'KEYS_TABLE', 'VAULT_KEY_ARN', 'WEBHOOK_SECRET_PREFIX', 'DELIVERY_QUEUE_URL'],
} as const;
