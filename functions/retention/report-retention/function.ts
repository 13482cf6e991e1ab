/** What deployment and code both need to know about `report-retention`. */
export const reportRetention = {
  name: 'report-retention',
  environment: ['STATE_TABLE', 'RECORDS_TABLE', 'LEDGER_TABLE', 'WEBHOOK_SECRET_PREFIX'],
} as const;
