import type { Stack } from 'aws-cdk-lib';
import { issuePurgeCertificate as issuePurgeCertificateDeclaration } from '../../../functions/retention/issue-purge-certificate/function.ts';
import { reconcilePurges as reconcilePurgesDeclaration } from '../../../functions/retention/reconcile-purges/function.ts';
import { sweepRetention as sweepRetentionDeclaration } from '../../../functions/retention/sweep-retention/function.ts';
import { alarmOnPeople, vigilMetric } from '../../constructs/alarm.ts';
import { mayQueryIndex, mayUseItems, mayUseKey } from '../../constructs/grants.ts';
import { ScheduledFunction } from '../../constructs/scheduled-function.ts';
import { QueueConsumer } from '../../constructs/queue-consumer.ts';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Foundation } from '../../foundation.ts';

/** Where `publish-facts` reports removals of records. */
export interface Removals {
  readonly removals: Queue;
}

/** What removes a record when its time is over, and the evidence of each removal. */
export function addPurge(stack: Stack, { platform, crypto, data }: Foundation): Removals {
  const { function: sweep } = new ScheduledFunction(stack, sweepRetentionDeclaration, {
    platform,
    environment: { STATE_TABLE: data.state.tableName, RECORDS_TABLE: data.records.tableName },
    impact: "Clients' records may be kept longer than the law allows and the provider promised.",
    every: 'rate(1 day)',
    startWithinSeconds: 3600,
    timeoutSeconds: 300, // a day's backlog, one delete after the other
    concurrency: 1,
  });
  mayQueryIndex(sweep, data.records, 'byExpiry');
  mayUseItems(sweep, data.state, 'GetItem');
  mayUseItems(sweep, data.records, 'UpdateItem', 'DeleteItem');

  alarmOnPeople(stack, 'overdue-records', {
    topic: platform.alarmTopic,
    metric: vigilMetric('OverdueRecords'),
    impact: "Clients' records still exist although their retention period is over.",
    runbook: 'overdue-records',
  });

  const issuePurgeCertificate = new QueueConsumer(stack, issuePurgeCertificateDeclaration, {
    platform,
    environment: () => ({
      STATE_TABLE: data.state.tableName,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
      RECOVERY_WINDOW_DAYS: String(platform.config.recoveryWindowDays),
    }),
    batchSize: 10,
    timeoutSeconds: 60,
    concurrency: 20,
    impact:
      "A client's record is gone and there is no certificate: the provider cannot prove that it was purged by policy.",
  });
  mayUseItems(issuePurgeCertificate.function, data.state, 'GetItem', 'PutItem');
  mayUseKey(issuePurgeCertificate.function, crypto.signingKey, 'Sign');

  const { function: reconcilePurges } = new ScheduledFunction(stack, reconcilePurgesDeclaration, {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      RECORDS_TABLE: data.records.tableName,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
      RECOVERY_WINDOW_DAYS: String(platform.config.recoveryWindowDays),
    },
    impact: 'Purges are not certified as final, and a removal whose stream record was lost is not found.',
    every: 'rate(1 hour)',
    startWithinSeconds: 3600,
    timeoutSeconds: 300, // an hour's dispositions, one after the other
    concurrency: 1,
  });
  mayQueryIndex(reconcilePurges, data.state, 'byDeadline');
  mayUseItems(reconcilePurges, data.state, 'GetItem', 'PutItem');
  mayUseItems(reconcilePurges, data.records, 'GetItem');
  mayUseKey(reconcilePurges, crypto.signingKey, 'Sign');

  alarmOnPeople(stack, 'dispositions-failed', {
    topic: platform.alarmTopic,
    metric: vigilMetric('DispositionsFailed'),
    impact: "The purge of a client's record could not be certified.",
    runbook: 'reconcile-purges-errors',
  });
  alarmOnPeople(stack, 'unattributed-removals', {
    topic: platform.alarmTopic,
    metric: vigilMetric('UnattributedRemovals'),
    impact: "A client's record was deleted, but not by Vigil's retention: somebody may be tampering.",
    runbook: 'unattributed-removals',
  });

  return { removals: issuePurgeCertificate.queue };
}
