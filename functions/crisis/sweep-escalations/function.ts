/** What deployment and code both need to know about `sweep-escalations`. */
export const sweepEscalations = {
  name: 'sweep-escalations',
  environment: ['STATE_TABLE', 'ESCALATION_QUEUE_URL', 'DUE_QUEUE_URL'],
} as const;
