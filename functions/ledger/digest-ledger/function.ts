/** What deployment and code both need to know about `digest-ledger`. */
export const digestLedger = {
  name: 'digest-ledger',
  environment: ['STATE_TABLE', 'LEDGER_TABLE', 'SIGNING_KEY_ARN'],
} as const;
