import type { Stack } from 'aws-cdk-lib';
import { applyRetention as applyRetentionDeclaration } from '../../functions/retention/apply-retention/function.ts';
import { recalculateRetention as recalculateRetentionDeclaration } from '../../functions/retention/recalculate-retention/function.ts';
import { reportRetention as reportRetentionDeclaration } from '../../functions/retention/report-retention/function.ts';
import { updateRetentionProfile as updateRetentionProfileDeclaration } from '../../functions/retention/update-retention-profile/function.ts';
import {
  mayQueryIndex,
  maySend,
  mayUseClientKeys,
  mayUseItems,
  mayUseOnCallKeys,
} from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { addRecordsApiFunction } from '../constructs/records-api.ts';
import type { Foundation } from '../foundation.ts';
import { addErasure } from './retention/erasure.ts';
import { addPurge, type Removals } from './retention/purge.ts';

/** Retention: how long each record of a client is stored, and its purge on time, with evidence. */
export function addRetention(stack: Stack, foundation: Foundation): Removals {
  const { platform, crypto, data, events } = foundation;
  const vault = {
    STATE_TABLE: data.state.tableName,
    RECORDS_TABLE: data.records.tableName,
    KEYS_TABLE: data.keys.tableName,
    VAULT_KEY_ARN: crypto.vaultKey.keyArn,
  };

  const applyRetention = new QueueConsumer(stack, applyRetentionDeclaration, {
    platform,
    environment: () => ({ ...vault, ON_CALL_KEY_ARN: crypto.onCallKey.keyArn }),
    bus: events.bus,
    timeoutSeconds: 30,
    concurrency: 20,
    batchSize: 10,
    impact: 'New records are not filed under their client, and have no purge date.',
  });
  mayUseItems(applyRetention.function, data.state, 'GetItem', 'PutItem');
  mayUseItems(applyRetention.function, data.records, 'GetItem', 'PutItem', 'UpdateItem', 'Query');
  mayUseItems(applyRetention.function, data.keys, 'GetItem', 'PutItem');
  mayUseClientKeys(applyRetention.function, crypto, 'GenerateDataKey', 'Decrypt');
  // A roster that a producer put on the bus in the clear is sealed here.
  mayUseOnCallKeys(applyRetention.function, crypto, 'GenerateDataKey', 'Decrypt');

  const updateRetentionProfile = new QueueConsumer(stack, updateRetentionProfileDeclaration, {
    platform,
    environment: () => ({ STATE_TABLE: data.state.tableName, RECORDS_TABLE: data.records.tableName }),
    bus: events.bus,
    timeoutSeconds: 60, // a hold is stamped on all records of a client
    concurrency: 10,
    batchSize: 10,
    impact: 'A legal hold may not take effect: records that a court asked for could be purged.',
  });
  mayUseItems(updateRetentionProfile.function, data.state, 'GetItem', 'PutItem');
  mayUseItems(updateRetentionProfile.function, data.records, 'GetItem', 'UpdateItem', 'Query');

  const recalculateRetention = new QueueConsumer(stack, recalculateRetentionDeclaration, {
    platform,
    environment: (queueUrl) => ({ ...vault, RECALCULATION_QUEUE_URL: queueUrl }),
    bus: events.bus,
    timeoutSeconds: 120, // a page of fifty, or all unresolved ones
    concurrency: 2,
    batchSize: 1,
    impact: 'Records still have the purge dates of the old retention policy, although a new one is in force.',
  });
  maySend(recalculateRetention.function, recalculateRetention.queue);
  mayQueryIndex(recalculateRetention.function, data.state, 'byDeadline');
  mayQueryIndex(recalculateRetention.function, data.records, 'byExpiry');
  mayUseItems(recalculateRetention.function, data.state, 'GetItem', 'PutItem');
  mayUseItems(recalculateRetention.function, data.records, 'GetItem', 'UpdateItem');
  mayUseItems(recalculateRetention.function, data.keys, 'GetItem');
  mayUseClientKeys(recalculateRetention.function, crypto, 'Decrypt');

  const report = addRecordsApiFunction(stack, foundation, reportRetentionDeclaration, {
    path: '/v1/retention-reports',
    environment: {
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
      STATE_TABLE: data.state.tableName,
      RECORDS_TABLE: data.records.tableName,
      LEDGER_TABLE: data.ledger.tableName,
    },
  });
  mayUseItems(report, data.state, 'GetItem');
  mayUseItems(report, data.records, 'Query');
  mayUseItems(report, data.ledger, 'Query');
  mayQueryIndex(report, data.ledger, 'byKind');
  mayQueryIndex(report, data.records, 'byExpiry');
  mayQueryIndex(report, data.state, 'byDeadline');

  addErasure(stack, foundation);
  return addPurge(stack, foundation);
}
