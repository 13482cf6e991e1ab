import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { sqsEscalationQueue } from '../adapters/queues.ts';
import { overdueAggregates } from '../adapters/sharded-index.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE', 'ESCALATION_QUEUE_URL');
const dynamo = documentClient();

export const handler = makeHandler({
  overdueIncidents: async (before) => {
    const overdue = await overdueAggregates(dynamo, environment.STATE_TABLE, before);
    return overdue.map((pk) => {
      const [, tenantId = '', clientId = ''] = pk.split('#');
      return { tenantId, clientId };
    });
  },
  escalation: sqsEscalationQueue(sqsClient(), environment.ESCALATION_QUEUE_URL),
  log: createLog('watch-escalations'),
  now: systemNow,
});
