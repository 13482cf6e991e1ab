/** What deployment and code both need to know about `digest-ledger`. */
export const digestLedger = {
  name: 'digest-ledger',
  environment: [
    'LEDGER_TABLE',
    'SIGNING_KEY_ARN',
    // The tenants, separated by commas.
    'TENANTS',
  ],
} as const;
