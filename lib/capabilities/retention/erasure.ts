import type { Stack } from 'aws-cdk-lib';
import { eraseClient as eraseClientDeclaration } from '../../../functions/retention/erase-client/function.ts';
import { alarmOnPeople, vigilMetric } from '../../constructs/alarm.ts';
import { mayQueryIndex, mayUseItems, mayUseKey } from '../../constructs/grants.ts';
import { ScheduledFunction } from '../../constructs/scheduled-function.ts';
import type { Foundation } from '../../foundation.ts';

/** Erasure of a client: the records, then the key that opens any copy of them. */
export function addErasure(stack: Stack, { platform, crypto, data }: Foundation): void {
  const vault = {
    STATE_TABLE: data.state.tableName,
    RECORDS_TABLE: data.records.tableName,
    KEYS_TABLE: data.keys.tableName,
    VAULT_KEY_ARN: crypto.vaultKey.keyArn,
  };
  const { function: eraseClient } = new ScheduledFunction(stack, eraseClientDeclaration, {
    platform,
    environment: {
      ...vault,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
    },
    impact: 'A client who was promised erasure is not erased on time.',
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

  alarmOnPeople(stack, 'erasures-failed', {
    topic: platform.alarmTopic,
    metric: vigilMetric('ErasuresFailed'),
    impact: 'A client who was promised erasure is not erased on time.',
    runbook: 'erase-client-errors',
  });
}
