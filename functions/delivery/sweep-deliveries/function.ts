/** What deployment and code both need to know about `sweep-deliveries`. */
export const sweepDeliveries = {
  name: 'sweep-deliveries',
  environment: ['STATE_TABLE', 'DELIVERY_QUEUE_URL'],
} as const;
