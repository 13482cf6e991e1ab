/** What deployment and code both need to know about `reconcile-purges`. */
export const reconcilePurges = {
  name: 'reconcile-purges',
  environment: [
    'STATE_TABLE',
    'RECORDS_TABLE',
    'SIGNING_KEY_ARN',
    // Days for which a deleted record can be restored from a backup.
    'RECOVERY_WINDOW_DAYS',
  ],
} as const;
