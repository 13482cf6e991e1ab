import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { sqsLookQueue } from '../adapters/queues.ts';
import { overdueAggregates } from '../adapters/sharded-index.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE', 'LOOK_QUEUE_URL');
const dynamo = documentClient();

export const handler = makeHandler({
  dueLooks: async (before) => {
    const due = await overdueAggregates(dynamo, environment.STATE_TABLE, before, 'look');
    return due.map((pk) => {
      const [kind, tenantId = '', id = ''] = pk.split('#');
      return { tenantId, at: kind === 'session' ? 'session' : 'clinician', id };
    });
  },
  looks: sqsLookQueue(sqsClient(), environment.LOOK_QUEUE_URL),
  log: createLog('watch-clearance'),
  now: systemNow,
});
