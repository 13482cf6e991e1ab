/** What deployment and code both need to know about `receive-webhook`. */
export const receiveWebhook = {
  name: 'receive-webhook',
  environment: ['BUS_NAME', 'STATE_TABLE', 'PROVIDER_SECRET_PREFIX', 'PROVIDER_ID_KEY_PREFIX'],
} as const;
