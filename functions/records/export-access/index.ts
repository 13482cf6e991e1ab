import { randomUUID } from 'node:crypto';
import { documentClient, kmsClient, secretsClient } from '../../platform/aws/aws-clients.ts';
import { kmsSigner } from '../../platform/signing/kms-signer.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { sha256 } from '../../platform/aws/sha256.ts';
import { secretsIn } from '../../platform/http/tenant-secrets.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readAccessPolicy, readRetentionWords } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { exportAccess } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(exportAccess);
const dynamo = documentClient();
const kms = kmsClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ...sealedStore(environment, dynamo, kms),
  policy: readAccessPolicy(),
  words: readRetentionWords(),
  sign: kmsSigner(kms, environment.SIGNING_KEY_ARN),
  sha256,
  log: createLog(exportAccess.name),
  newReadId: randomUUID,
  now: systemNow,
});
