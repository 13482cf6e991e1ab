import { riskDetected, riskFlagged } from '../../../events/risk.ts';

/** What deployment and code both need to know about `open-incident`. */
export const openIncident = {
  name: 'open-incident',
  subscribes: [riskFlagged, riskDetected],
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
    'STANDBY_SECRET_PREFIX',
  ],
} as const;
