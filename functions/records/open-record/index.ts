import { randomUUID } from 'node:crypto';
import { documentClient } from '../../platform/aws/aws-clients.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readAccessPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { openRecord } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(openRecord);
const dynamo = documentClient();
const log = createLog(openRecord.name);

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  ...sealedStore(environment, dynamo),
  policy: readAccessPolicy(),
  log,
  newReadId: randomUUID,
  now: systemNow,
});
