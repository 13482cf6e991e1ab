import { documentClient } from '../adapters/aws-clients.ts';
import { dynamoAggregates } from '../adapters/dynamo-aggregates.ts';
import { dueAggregates } from '../adapters/sharded-index.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readPresencePolicy } from '../presence/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('STATE_TABLE');
const dynamo = documentClient();

export const handler = makeHandler({
  duePresences: async (before) => {
    const due = await dueAggregates(dynamo, environment.STATE_TABLE, before, 'presence');
    return due.map(({ ids: [tenantId = '', sessionId = ''] }) => ({ tenantId, sessionId }));
  },
  aggregates: dynamoAggregates(dynamo, environment.STATE_TABLE),
  policy: readPresencePolicy(),
  log: createLog('watch-presence'),
  now: systemNow,
});
