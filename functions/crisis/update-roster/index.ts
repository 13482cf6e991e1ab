import { documentClient, secretsClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { phonePseudonym } from '../phone-pseudonym.ts';
import { secretStandby } from '../sns-standby.ts';
import { sqsDueQueue } from '../sqs-queues.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { secretReader } from '../../platform/aws/secrets.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { updateRoster } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(updateRoster);
const dynamo = documentClient();
const sqs = sqsClient();
const secrets = secretsClient();

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  lineOf: phonePseudonym(secretReader(secrets), environment.PSEUDONYM_SECRET_ARN),
  log: createLog(updateRoster.name),
  ...sqsRetries(sqs),
  dueWork: sqsDueQueue(sqs, environment.DUE_QUEUE_URL),
  standby: secretStandby(secrets, environment.STANDBY_SECRET_PREFIX),
  now: systemNow,
});
