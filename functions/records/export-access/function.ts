/** What deployment and code both need to know about `export-access`. */
export const exportAccess = {
  name: 'export-access',
  environment: [
    'STATE_TABLE',
    'RECORDS_TABLE',
    'KEYS_TABLE',
    'VAULT_KEY_ARN',
    'SIGNING_KEY_ARN',
    'WEBHOOK_SECRET_PREFIX',
  ],
} as const;
