import { Duration, type Stack } from 'aws-cdk-lib';
import type { Environment as EraseClient } from '../../functions/retention/erase-client/environment.ts';
import type { Environment as UpdateRetentionProfile } from '../../functions/retention/update-retention-profile/environment.ts';
import type { Environment as ResealRecords } from '../../functions/records/reseal-records/environment.ts';
import type { Environment as RecalculateRetention } from '../../functions/retention/recalculate-retention/environment.ts';
import { alarmOnPeople, vigilMetric } from '../constructs/alarm.ts';
import { mayQueryIndex, maySend, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import type { Foundation } from '../foundation.ts';

/** Custody: what decides how long a client's records are kept, and what is done to them because of it. */
export function addCustody(stack: Stack, foundation: Foundation): void {
  const { platform, crypto, data, events } = foundation;
  const vault = {
    RECORDS_TABLE: data.records.tableName,
    KEYS_TABLE: data.keys.tableName,
    VAULT_KEY_ARN: crypto.vaultKey.keyArn,
  };

  const updateRetentionProfile = new QueueConsumer<UpdateRetentionProfile>(
    stack,
    'update-retention-profile',
    {
      platform,
      environment: () => ({ STATE_TABLE: data.state.tableName, RECORDS_TABLE: data.records.tableName }),
      facts: {
        bus: events.bus,
        types: [
          'client.registered.v1',
          'client.discharged.v1',
          'session.checked-in.v1',
          'session.ended.v1',
          'hold.placed.v1',
          'hold.released.v1',
          'erasure.requested.v1',
          'erasure.cancelled.v1',
        ],
      },
      timeoutSeconds: 60, // a hold is stamped on all records of a client
      concurrency: 10,
      batchSize: 10,
      impact: 'A legal hold may not be honoured: records that a court asked for could be purged.',
    },
  );
  mayUseItems(updateRetentionProfile.function, data.state, 'GetItem', 'PutItem');
  mayUseItems(updateRetentionProfile.function, data.records, 'GetItem', 'UpdateItem', 'Query');

  const { function: eraseClient } = new ScheduledFunction<EraseClient>(stack, 'erase-client', {
    platform,
    environment: {
      ...vault,
      STATE_TABLE: data.state.tableName,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
    },
    every: 'rate(15 minutes)',
    startWithinSeconds: 900,
    timeoutSeconds: 300, // all rows of a client, one delete after the other
    concurrency: 1,
  });
  mayQueryIndex(eraseClient, data.state, 'byDeadline');
  mayUseItems(eraseClient, data.state, 'GetItem', 'PutItem');
  mayUseItems(eraseClient, data.records, 'Query', 'UpdateItem', 'DeleteItem');
  mayUseItems(eraseClient, data.keys, 'UpdateItem');
  mayUseKey(eraseClient, crypto.signingKey, 'Sign');

  const resealRecords = new QueueConsumer<ResealRecords>(stack, 'reseal-records', {
    platform,
    environment: () => vault,
    facts: { bus: events.bus, types: ['client.key-rotation-requested.v1'] },
    timeoutSeconds: 120,
    concurrency: 2,
    batchSize: 1,
    impact: 'Records of a client stay sealed under an old key, although a new one was asked for.',
  });
  mayUseItems(resealRecords.function, data.records, 'GetItem', 'UpdateItem', 'Query');
  mayUseItems(resealRecords.function, data.keys, 'GetItem', 'PutItem', 'UpdateItem');
  mayUseKey(resealRecords.function, crypto.vaultKey, 'GenerateDataKey', 'Decrypt');

  const recalculateRetention = new QueueConsumer<RecalculateRetention>(stack, 'recalculate-retention', {
    platform,
    environment: (queueUrl) => ({
      ...vault,
      STATE_TABLE: data.state.tableName,
      RESTAMP_QUEUE_URL: queueUrl,
    }),
    facts: { bus: events.bus, types: ['retention.restamp-requested.v1'] },
    timeoutSeconds: 120, // a page of fifty, or all unresolved ones
    concurrency: 2,
    batchSize: 1,
    impact: 'Records keep the dates of the old retention policy, although a new one is in force.',
  });
  maySend(recalculateRetention.function, recalculateRetention.queue);
  mayQueryIndex(recalculateRetention.function, data.state, 'byDeadline');
  mayQueryIndex(recalculateRetention.function, data.records, 'byExpiry');
  mayUseItems(recalculateRetention.function, data.state, 'GetItem', 'PutItem');
  mayUseItems(recalculateRetention.function, data.records, 'GetItem', 'UpdateItem');
  mayUseItems(recalculateRetention.function, data.keys, 'GetItem');
  mayUseKey(recalculateRetention.function, crypto.vaultKey, 'Decrypt');

  alarmOnPeople(stack, 'erase-client-errors', {
    topic: platform.alarmTopic,
    metric: eraseClient.lambda.metricErrors({ period: Duration.hours(1) }),
    impact: 'A client who was promised erasure is not erased on time.',
    runbook: 'erase-client-errors',
  });
  alarmOnPeople(stack, 'erasures-failed', {
    topic: platform.alarmTopic,
    metric: vigilMetric('ErasuresFailed'),
    impact: 'A client who was promised erasure is not erased on time.',
    runbook: 'erase-client-errors',
  });
}
