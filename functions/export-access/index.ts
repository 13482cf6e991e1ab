import { documentClient, kmsClient, secretsClient } from '../adapters/aws-clients.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import { sealedStore } from '../adapters/sealed-store.ts';
import { secretReader } from '../adapters/secrets.ts';
import { sha256 } from '../adapters/sha256.ts';
import { secretsIn } from '../adapters/tenant-secrets.ts';
import { systemNow } from '../ports/clock.ts';
import { createLog } from '../runtime/log.ts';
import { readAccessPolicy } from '../records/policy.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import { sealedVariables } from '../runtime/sealed-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>(
  ...sealedVariables,
  'SIGNING_KEY_ARN',
  'WEBHOOK_SECRET_PREFIX',
);
const dynamo = documentClient();
const kms = kmsClient();

export const handler = makeHandler({
  secretsOf: secretsIn(secretReader(secretsClient()), environment.WEBHOOK_SECRET_PREFIX),
  ...sealedStore(environment, dynamo, kms),
  policy: readAccessPolicy(),
  sign: kmsSigner(kms, environment.SIGNING_KEY_ARN),
  sha256,
  log: createLog('export-access'),
  now: systemNow,
});
