import { kmsClient } from '../../platform/aws/aws-clients.ts';
import { kmsPublicJwk } from '../../platform/signing/kms-signer.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { publishJwks } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(publishJwks);
const kms = kmsClient();

export const handler = makeHandler({
  publicKey: () => kmsPublicJwk(kms, environment.SIGNING_KEY_ARN),
  log: createLog(publishJwks.name),
});
