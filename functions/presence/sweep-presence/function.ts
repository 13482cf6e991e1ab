/** What deployment and code both need to know about `sweep-presence`. */
export const sweepPresence = {
  name: 'sweep-presence',
  environment: ['STATE_TABLE'],
} as const;
