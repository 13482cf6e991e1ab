/** What deployment and code both need to know about `publish-jwks`. */
export const publishJwks = {
  name: 'publish-jwks',
  environment: ['LEDGER_TABLE', 'SIGNING_KEY_ARN'],
} as const;
