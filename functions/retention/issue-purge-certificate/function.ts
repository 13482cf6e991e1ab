/** What deployment and code both need to know about `issue-purge-certificate`. */
export const issuePurgeCertificate = {
  name: 'issue-purge-certificate',
  environment: [
    'STATE_TABLE',
    'SIGNING_KEY_ARN',
    // Days for which a deleted record can be restored from a backup.
    'RECOVERY_WINDOW_DAYS',
  ],
} as const;
