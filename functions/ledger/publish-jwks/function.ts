/** What deployment and code both need to know about `publish-jwks`. */
export const publishJwks = {
  name: 'publish-jwks',
  environment: ['SIGNING_KEY_ARN'],
} as const;
