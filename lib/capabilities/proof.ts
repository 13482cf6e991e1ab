import { Duration, type Stack } from 'aws-cdk-lib';
import type { Environment as IssuePurgeCertificate } from '../../functions/retention/issue-purge-certificate/environment.ts';
import type { Environment as DigestLedger } from '../../functions/ledger/digest-ledger/environment.ts';
import type { Environment as ReconcilePurges } from '../../functions/retention/reconcile-purges/environment.ts';
import type { Environment as PublishFacts } from '../../functions/ledger/publish-facts/environment.ts';
import { alarmOnPeople, vigilMetric } from '../constructs/alarm.ts';
import { mayPutEvents, mayQueryIndex, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { StreamConsumer } from '../constructs/stream-consumer.ts';
import type { Foundation } from '../foundation.ts';

/** Proof: every fact reaches the ledger and the bus, and every purge leaves a signed certificate. */
export function addProof(stack: Stack, { platform, crypto, data, events }: Foundation): void {
  const publishFacts = new StreamConsumer<PublishFacts>(stack, 'publish-facts', {
    platform,
    environment: { LEDGER_TABLE: data.ledger.tableName, BUS_NAME: events.bus.eventBusName },
    tables: { State: data.state, Records: data.records },
    changes: ['INSERT', 'MODIFY'],
    onlyWithFacts: ['State'],
    timeoutSeconds: 60,
    concurrency: 20,
    impact:
      'Something was decided and nobody was told: a session may look uncleared, an incident may be missing from the record.',
    impactOfDelay: 'Decisions reach people late: clinicians wait for clearance although it has been given.',
  });
  const issuePurgeCertificate = new StreamConsumer<IssuePurgeCertificate>(stack, 'issue-purge-certificate', {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
      RECOVERY_WINDOW_DAYS: String(platform.config.recoveryWindowDays),
    },
    tables: { Records: data.records },
    changes: ['REMOVE'],
    timeoutSeconds: 60,
    concurrency: 20,
    impact:
      "A client's record is gone and there is no certificate: the provider cannot prove that it was purged by policy.",
    impactOfDelay: 'Purge certificates come late; nobody in care is affected.',
  });
  mayUseItems(publishFacts.function, data.ledger, 'PutItem');
  mayPutEvents(publishFacts.function, events.bus);
  mayUseItems(issuePurgeCertificate.function, data.state, 'GetItem', 'PutItem');
  mayUseKey(issuePurgeCertificate.function, crypto.signingKey, 'Sign');

  const { function: reconcilePurges } = new ScheduledFunction<ReconcilePurges>(stack, 'reconcile-purges', {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      RECORDS_TABLE: data.records.tableName,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
      RECOVERY_WINDOW_DAYS: String(platform.config.recoveryWindowDays),
    },
    every: 'rate(1 hour)',
    startWithinSeconds: 3600,
    timeoutSeconds: 300, // an hour's dispositions, one after the other
    concurrency: 1,
  });
  mayQueryIndex(reconcilePurges, data.state, 'byDeadline');
  mayUseItems(reconcilePurges, data.state, 'GetItem', 'PutItem');
  mayUseItems(reconcilePurges, data.records, 'GetItem');
  mayUseKey(reconcilePurges, crypto.signingKey, 'Sign');

  const { function: digestLedger } = new ScheduledFunction<DigestLedger>(stack, 'digest-ledger', {
    platform,
    environment: {
      LEDGER_TABLE: data.ledger.tableName,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
      // Facts about phones, which belong to no one tenant, stand under `vigil`.
      TENANTS: [...platform.config.tenants, 'vigil'].join(','),
    },
    every: 'rate(1 hour)',
    startWithinSeconds: 3600,
    timeoutSeconds: 300, // a hundred thousand facts take seconds; a backlog of hours takes longer
    memoryMegabytes: 1024,
    concurrency: 1, // digests form one chain
  });
  mayUseItems(digestLedger, data.ledger, 'GetItem', 'PutItem', 'Query');
  mayUseKey(digestLedger, crypto.signingKey, 'Sign');

  alarmOnPeople(stack, 'reconcile-purges-errors', {
    topic: platform.alarmTopic,
    metric: reconcilePurges.lambda.metricErrors({ period: Duration.hours(1) }),
    impact: 'Purges are not certified as final, and a removal without notice would not be found.',
    runbook: 'reconcile-purges-errors',
  });
  alarmOnPeople(stack, 'dispositions-failed', {
    topic: platform.alarmTopic,
    metric: vigilMetric('DispositionsFailed'),
    impact: "The purge of a client's record could not be certified.",
    runbook: 'reconcile-purges-errors',
  });
  alarmOnPeople(stack, 'digest-ledger-errors', {
    topic: platform.alarmTopic,
    metric: digestLedger.lambda.metricErrors({ period: Duration.hours(1) }),
    impact: 'What was decided in the last hours is not yet protected against later changes.',
    runbook: 'digest-ledger-errors',
  });

  alarmOnPeople(stack, 'unattributed-removals', {
    topic: platform.alarmTopic,
    metric: vigilMetric('UnattributedRemovals'),
    impact: "A client's record was removed by somebody or something that is no part of Vigil's retention.",
    runbook: 'unattributed-removals',
  });
}
