import { documentClient, eventBridgeClient } from '../adapters/aws-clients.ts';
import { dynamoLedger } from '../adapters/dynamo-ledger.ts';
import { newImage } from '../adapters/dynamo-stream.ts';
import { eventBridgeBus } from '../adapters/event-bridge-bus.ts';
import type { PublishedFact } from '../ports/bus.ts';
import { createLog } from '../runtime/log.ts';
import { readEnvironment } from '../runtime/read-environment.ts';
import type { Environment } from './environment.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment<Environment>('LEDGER_TABLE', 'BUS_NAME');

export const handler = makeHandler({
  factsOf: (record) => (newImage(record)?.['facts'] ?? []) as PublishedFact[],
  ledger: dynamoLedger(documentClient(), environment.LEDGER_TABLE),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  log: createLog('publish-facts'),
});
