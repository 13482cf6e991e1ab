import { documentClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { sqsEscalationQueue } from '../sqs-queues.ts';
import { sealedStore } from '../../platform/sealing/kms-sealed-store.ts';
import { sqsRetries } from '../../platform/lambda/sqs-retry.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { lazyStandby } from '../load-standby.ts';
import { readCrisisPolicy } from '../policy.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { evaluateScreening } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(evaluateScreening);
const dynamo = documentClient();
const sqs = sqsClient();
const log = createLog(evaluateScreening.name);

export const handler = makeHandler({
  ...sealedStore(environment, dynamo),
  escalation: sqsEscalationQueue(sqs, environment.ESCALATION_QUEUE_URL),
  policy: readCrisisPolicy(),
  log,
  ...lazyStandby(environment, log, 'answers'),
  ...sqsRetries(sqs),
  now: systemNow,
});
