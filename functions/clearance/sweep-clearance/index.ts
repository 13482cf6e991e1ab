import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { sqsRecheckQueue } from '../sqs-recheck-queue.ts';
import { dueAggregates } from '../../platform/state/dynamo-sharded-index.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { sweepClearance } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(sweepClearance);
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
  log: createLog(sweepClearance.name),
  now: systemNow,
});
