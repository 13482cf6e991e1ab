import { documentClient, sqsClient } from '../adapters/aws-clients.ts';
import { sqsRecheckQueue } from '../adapters/recheck-queue.ts';
import { dueAggregates } from '../adapters/sharded-index.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE', 'RECHECK_QUEUE_URL');
const dynamo = documentClient();

export const handler = makeHandler({
  dueRechecks: async (before) => {
    const due = await dueAggregates(dynamo, environment.STATE_TABLE, before, 'recheck');
    return due.map(({ kind, ids: [tenantId = '', id = ''] }) => ({
      tenantId,
      at: kind === 'session' ? 'session' : 'clinician',
      id,
    }));
  },
  rechecks: sqsRecheckQueue(sqsClient(), environment.RECHECK_QUEUE_URL),
  log: createLog('watch-clearance'),
  now: systemNow,
});
