import { riskDetected, riskFlagged } from '../../../events/risk.ts';

/** What deployment and code both need to know about `open-incident`. */
export const openIncident = {
  name: 'open-incident',
  subscribes: [riskFlagged, riskDetected],
  environment: ['STATE_TABLE', 'ESCALATION_QUEUE_URL', 'STANDBY_SECRET_PREFIX', 'ORIGINATION_NUMBER'],
} as const;
