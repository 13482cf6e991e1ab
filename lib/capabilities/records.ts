import { Duration, type Stack } from 'aws-cdk-lib';
import type { Environment as ApplyRetention } from '../../functions/retention/apply-retention/environment.ts';
import type { Environment as SweepRetention } from '../../functions/retention/sweep-retention/environment.ts';
import { alarmOnPeople, vigilMetric } from '../constructs/alarm.ts';
import { mayQueryIndex, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import type { Foundation } from '../foundation.ts';

/** Vault and retention: records are sealed under the client's key, and leave when their time is over. */
export function addRecords(stack: Stack, { platform, crypto, data, events }: Foundation): void {
  const applyRetention = new QueueConsumer<ApplyRetention>(stack, 'apply-retention', {
    platform,
    environment: () => ({
      STATE_TABLE: data.state.tableName,
      RECORDS_TABLE: data.records.tableName,
      KEYS_TABLE: data.keys.tableName,
      VAULT_KEY_ARN: crypto.vaultKey.keyArn,
    }),
    facts: {
      bus: events.bus,
      types: [
        'record.submitted.v1',
        'screening.submitted.v1',
        'session.break-glass-invoked.v1',
        'session.checked-in.v1',
        'roster.published.v1',
        'client.retention-basis-changed.v1',
      ],
    },
    timeoutSeconds: 30,
    concurrency: 20,
    batchSize: 10,
    impact:
      'Notes of sessions are not filed under their client, and no date is set on which they will be purged.',
  });
  mayUseItems(applyRetention.function, data.state, 'GetItem', 'PutItem');
  mayUseItems(applyRetention.function, data.records, 'GetItem', 'PutItem', 'UpdateItem', 'Query');
  mayUseItems(applyRetention.function, data.keys, 'GetItem', 'PutItem');
  mayUseKey(applyRetention.function, crypto.vaultKey, 'GenerateDataKey', 'Decrypt');

  const { function: sweep } = new ScheduledFunction<SweepRetention>(stack, 'sweep-retention', {
    platform,
    environment: { STATE_TABLE: data.state.tableName, RECORDS_TABLE: data.records.tableName },
    every: 'rate(1 day)',
    startWithinSeconds: 3600,
    timeoutSeconds: 300, // a day's backlog, one delete after the other
    concurrency: 1,
  });
  mayQueryIndex(sweep, data.records, 'byExpiry');
  mayUseItems(sweep, data.state, 'GetItem');
  mayUseItems(sweep, data.records, 'UpdateItem', 'DeleteItem');

  alarmOnPeople(stack, 'sweep-retention-errors', {
    topic: platform.alarmTopic,
    metric: sweep.lambda.metricErrors({ period: Duration.hours(1) }),
    impact: "Clients' records may be kept longer than the law and their provider promised.",
    runbook: 'sweep-retention-errors',
  });
  alarmOnPeople(stack, 'overdue-records', {
    topic: platform.alarmTopic,
    metric: vigilMetric('OverdueRecords'),
    impact: "Clients' records are still there although their retention has ended.",
    runbook: 'overdue-records',
  });
}
