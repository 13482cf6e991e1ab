/** What deployment and code both need to know about `start-drill`. */
export const startDrill = {
  name: 'start-drill',
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
