import type { Stack } from 'aws-cdk-lib';
import { exportAccess as exportAccessDeclaration } from '../../functions/records/export-access/function.ts';
import { openRecord as openRecordDeclaration } from '../../functions/records/open-record/function.ts';
import { resealRecords as resealRecordsDeclaration } from '../../functions/records/reseal-records/function.ts';
import { alarmOnPeople, vigilMetric } from '../constructs/alarm.ts';
import { mayUseClientKeys, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { addRecordsApiFunction } from '../constructs/records-api.ts';
import type { Foundation } from '../foundation.ts';

/** Records: what is sealed is read, exported for its client, and sealed again under a new key. */
export function addRecords(stack: Stack, foundation: Foundation): void {
  const { platform, crypto, data, events } = foundation;
  const secrets = { WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix };
  const vault = {
    RECORDS_TABLE: data.records.tableName,
    KEYS_TABLE: data.keys.tableName,
    VAULT_KEY_ARN: crypto.vaultKey.keyArn,
  };
  const readable = { ...vault, ...secrets, STATE_TABLE: data.state.tableName };

  const openRecord = addRecordsApiFunction(stack, foundation, openRecordDeclaration, {
    path: '/v1/openings',
    environment: readable,
  });
  mayUseItems(openRecord, data.state, 'GetItem', 'PutItem');
  mayUseItems(openRecord, data.records, 'GetItem', 'Query');
  mayUseItems(openRecord, data.keys, 'GetItem');
  mayUseClientKeys(openRecord, crypto, 'Decrypt');

  const exportAccess = addRecordsApiFunction(stack, foundation, exportAccessDeclaration, {
    path: '/v1/access-exports',
    environment: {
      ...readable,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
    },
  });
  mayUseItems(exportAccess, data.state, 'GetItem', 'PutItem');
  mayUseItems(exportAccess, data.records, 'GetItem', 'Query');
  mayUseItems(exportAccess, data.keys, 'GetItem');
  mayUseClientKeys(exportAccess, crypto, 'Decrypt');
  mayUseKey(exportAccess, crypto.signingKey, 'Sign');

  const resealRecords = new QueueConsumer(stack, resealRecordsDeclaration, {
    platform,
    environment: () => vault,
    bus: events.bus,
    timeoutSeconds: 120,
    concurrency: 2,
    batchSize: 1,
    impact: "A client's records stay sealed under an old key, although a new one was requested.",
  });
  mayUseItems(resealRecords.function, data.records, 'GetItem', 'UpdateItem', 'Query');
  mayUseItems(resealRecords.function, data.keys, 'GetItem', 'PutItem', 'UpdateItem');
  mayUseClientKeys(resealRecords.function, crypto, 'GenerateDataKey', 'Decrypt');

  alarmOnPeople(stack, 'seals-broken', {
    topic: platform.alarmTopic,
    metric: vigilMetric('SealsBroken'),
    impact: "A client's record cannot be decrypted: it was moved or altered, or its key is missing.",
    runbook: 'seals-broken',
  });
  alarmOnPeople(stack, 'glass-broken', {
    topic: platform.alarmTopic,
    metric: vigilMetric('GlassBroken'),
    impact: 'Somebody read a record under emergency rules: a review is due within days.',
    runbook: 'glass-broken',
  });
}
