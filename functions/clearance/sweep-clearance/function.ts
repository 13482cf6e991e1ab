/** What deployment and code both need to know about `sweep-clearance`. */
export const sweepClearance = {
  name: 'sweep-clearance',
  environment: ['STATE_TABLE', 'RECHECK_QUEUE_URL'],
} as const;
