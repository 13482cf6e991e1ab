import { randomUUID } from 'node:crypto';
import { documentClient, kmsClient } from '../../platform/aws/aws-clients.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { sha256 } from '../../platform/aws/sha256.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readAccessPolicy, readRetentionWords } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { exportAccess } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(exportAccess);
const dynamo = documentClient();
const log = createLog(exportAccess.name);
const kms = kmsClient();

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  ...sealedStore(environment, dynamo, kms),
  policy: readAccessPolicy(),
  words: readRetentionWords(),
  sign: kmsSigner(kms, environment.SIGNING_KEY_ARN),
  sha256,
  log,
  newReadId: randomUUID,
  now: systemNow,
});
