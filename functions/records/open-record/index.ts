import { randomUUID } from 'node:crypto';
import { documentClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readAccessPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { openRecord } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(openRecord);
const dynamo = documentClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ...sealedStore(environment, dynamo),
  policy: readAccessPolicy(),
  log: createLog(openRecord.name),
  newReadId: randomUUID,
  now: systemNow,
});
