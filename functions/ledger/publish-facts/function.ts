/** What deployment and code both need to know about `publish-facts`. */
export const publishFacts = {
  name: 'publish-facts',
  environment: ['STATE_TABLE', 'LEDGER_TABLE', 'BUS_NAME', 'REMOVAL_QUEUE_URL'],
} as const;
