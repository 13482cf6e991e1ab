/** What deployment and code both need to know about `report-load`. */
export const reportLoad = {
  name: 'report-load',
  environment: ['STATE_TABLE', 'LEDGER_TABLE', 'WEBHOOK_SECRET_PREFIX'],
} as const;
