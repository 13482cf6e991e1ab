/** What deployment and code both need to know about `check-readiness`. */
export const checkReadiness = {
  name: 'check-readiness',
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
    // US dollars spent on texts this month at which the alarm `sms-spend` fires.
    'SMS_SPEND_ALARM_USD',
  ],
} as const;
