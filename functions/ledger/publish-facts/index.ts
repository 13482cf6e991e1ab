import { documentClient, eventBridgeClient, sqsClient } from '../../platform/aws/aws-clients.ts';
import { dynamoLedger } from '../dynamo-ledger.ts';
import { newImage } from '../../platform/aws/dynamo-stream.ts';
import { eventBridgeBus } from '../../platform/bus/event-bridge-bus.ts';
import type { PublishedFact } from '../../platform/bus/bus.ts';
import { storedPseudonyms } from '../../platform/ledger/pseudonyms.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { sqsSetAside } from '../../platform/lambda/sqs-retry.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { publishFacts } from './function.ts';
import { makeHandler } from './handler.ts';
import { removalOf } from './dynamo-removal.ts';
import { sqsRemovalQueue } from './sqs-removal-queue.ts';

const environment = readEnvironment(publishFacts);
const dynamo = documentClient();
const sqs = sqsClient();
const pseudonyms = storedPseudonyms(dynamoAggregates(dynamo, environment.STATE_TABLE), systemNow);

export const handler = makeHandler({
  factsOf: (record) => (newImage(record)?.['facts'] ?? []) as PublishedFact[],
  removalOf,
  ledger: dynamoLedger(dynamo, environment.LEDGER_TABLE, pseudonyms),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  forwardRemoval: sqsRemovalQueue(sqs, environment.REMOVAL_QUEUE_URL),
  setAside: sqsSetAside(sqs),
  log: createLog(publishFacts.name),
});
