import { kmsClient } from '../adapters/aws-clients.ts';
import { kmsPublicJwk } from '../adapters/kms-signer.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('SIGNING_KEY_ARN');
const kms = kmsClient();

export const handler = makeHandler({
  publicKey: () => kmsPublicJwk(kms, environment.SIGNING_KEY_ARN),
  log: createLog('publish-jwks'),
});
