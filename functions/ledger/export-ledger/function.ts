/** What deployment and code both need to know about `export-ledger`. */
export const exportLedger = {
  name: 'export-ledger',
  environment: ['STATE_TABLE', 'LEDGER_TABLE', 'SIGNING_KEY_ARN', 'WEBHOOK_SECRET_PREFIX'],
} as const;
