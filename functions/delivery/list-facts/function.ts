/** What deployment and code both need to know about `list-facts`. */
export const listFacts = {
  name: 'list-facts',
  environment: ['STATE_TABLE', 'LEDGER_TABLE', 'WEBHOOK_SECRET_PREFIX'],
} as const;
