/** What deployment and code both need to know about `sweep-retention`. */
export const sweepRetention = {
  name: 'sweep-retention',
  environment: ['STATE_TABLE', 'RECORDS_TABLE'],
} as const;
