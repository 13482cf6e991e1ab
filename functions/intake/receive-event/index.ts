import type { CountryCode } from 'libphonenumber-js/max';
import { documentClient, eventBridgeClient } from '../../platform/aws/aws-clients.ts';
import { dynamoRecords } from '../../platform/sealing/dynamo-records.ts';
import { eventBridgeBus } from '../../platform/bus/event-bridge-bus.ts';
import { kmsVault } from '../../platform/sealing/kms-vault.ts';
import { tenantSenders } from '../../platform/tenants/dynamo-senders.ts';
import { vaultKeys } from '../../platform/sealing/kms-vault-keys.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { dynamoAggregates } from '../../platform/state/dynamo-aggregates.ts';
import { sessionsIn } from './check-participant.ts';
import { receiveEvent } from './function.ts';
import { makeHandler } from './handler.ts';

const environment = readEnvironment(receiveEvent);
const dynamo = documentClient();
const log = createLog(receiveEvent.name);

export const handler = makeHandler({
  ...tenantSenders(environment, dynamo, log),
  texting: {
    originationNumber: environment.ORIGINATION_NUMBER,
    phoneCountries: environment.PHONE_COUNTRIES.split(',') as CountryCode[],
  },
  vault: kmsVault(vaultKeys(environment, dynamo)),
  records: dynamoRecords(dynamo, environment.RECORDS_TABLE),
  bus: eventBridgeBus(eventBridgeClient(), environment.BUS_NAME),
  sessionOf: sessionsIn(dynamoAggregates(dynamo, environment.STATE_TABLE)),
  log,
  now: systemNow,
});
