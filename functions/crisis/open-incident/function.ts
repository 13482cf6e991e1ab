import { riskDetected } from '../../../events/risk-detected.ts';
import { riskFlagged } from '../../../events/risk-flagged.ts';

/** What deployment and code both need to know about `open-incident`. */
export const openIncident = {
  name: 'open-incident',
  subscribes: [riskFlagged, riskDetected],
  environment: ['STATE_TABLE', 'ESCALATION_QUEUE_URL'],
} as const;
