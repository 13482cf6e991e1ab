/** What deployment and code both need to know about `publish-facts`. */
export const publishFacts = {
  name: 'publish-facts',
  environment: ['LEDGER_TABLE', 'BUS_NAME'],
} as const;
