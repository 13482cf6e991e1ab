/** What deployment and code both need to know about `apply-reply`. */
export const applyReply = {
  name: 'apply-reply',
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
