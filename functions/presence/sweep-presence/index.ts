import { documentClient } from '../../platform/aws/aws-clients.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { dueAggregates } from '../../platform/state/dynamo-sharded-index.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readPresencePolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { sweepPresence } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(sweepPresence);
const dynamo = documentClient();

export const handler = makeHandler({
  duePresences: async (before) => {
    const due = await dueAggregates(dynamo, environment.STATE_TABLE, before, 'presence');
    return due.map(({ ids: [tenantId = '', sessionId = ''] }) => ({ tenantId, sessionId }));
  },
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  policy: readPresencePolicy(),
  log: createLog(sweepPresence.name),
  now: systemNow,
});
