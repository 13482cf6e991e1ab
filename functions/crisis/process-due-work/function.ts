/** What deployment and code both need to know about `process-due-work`. */
export const processDueWork = {
  name: 'process-due-work',
  environment: [
    'STATE_TABLE',
    'RECORDS_TABLE',
    'KEYS_TABLE',
    'ON_CALL_KEY_ARN',
    'ESCALATION_QUEUE_URL',
    'DUE_QUEUE_URL',
    'ORIGINATION_NUMBER',
    'LINK_BASE',
    'CONTACT_SERVICES',
  ],
} as const;
