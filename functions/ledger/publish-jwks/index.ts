import { documentClient, kmsClient } from '../../platform/aws/aws-clients.ts';
import { kmsPublicJwk } from '../../platform/signing/kms-signer.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { dynamoPublishedKeys } from '../dynamo-published-keys.ts';
import { publishJwks } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(publishJwks);
const kms = kmsClient();

export const handler = makeHandler({
  publicKey: () => kmsPublicJwk(kms, environment.SIGNING_KEY_ARN),
  keys: dynamoPublishedKeys(documentClient(), environment.LEDGER_TABLE),
  log: createLog(publishJwks.name),
});
