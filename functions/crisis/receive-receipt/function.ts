/** What deployment and code both need to know about `receive-receipt`. */
export const receiveReceipt = {
  name: 'receive-receipt',
  environment: ['STATE_TABLE', 'ESCALATION_QUEUE_URL'],
} as const;
