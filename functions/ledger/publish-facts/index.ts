import { documentClient, eventBridgeClient } from '../../platform/aws/aws-clients.ts';
import { dynamoLedger } from '../dynamo-ledger.ts';
import { newImage } from '../../platform/aws/dynamo-stream.ts';
import { eventBridgeBus } from '../../platform/bus/event-bridge-bus.ts';
import type { PublishedFact } from '../../platform/bus/bus.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { publishFacts } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(publishFacts);

export const handler = makeHandler({
  factsOf: (record) => (newImage(record)?.['facts'] ?? []) as PublishedFact[],
  ledger: dynamoLedger(documentClient(), environment.LEDGER_TABLE),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  log: createLog(publishFacts.name),
});
