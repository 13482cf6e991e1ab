import type { Stack } from 'aws-cdk-lib';
import type { Environment as CertifyPurge } from '../../functions/certify-purge/environment.ts';
import type { Environment as PublishFacts } from '../../functions/publish-facts/environment.ts';
import { alarmOnPeople, vigilMetric } from '../constructs/alarm.ts';
import { mayPutEvents, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import { StreamConsumer } from '../constructs/stream-consumer.ts';
import type { Foundation } from '../foundation.ts';

/** Proof: every fact reaches the ledger and the bus, and every purge leaves a signed certificate. */
export function addProof(stack: Stack, { platform, crypto, data, events }: Foundation): void {
  const publishFacts = new StreamConsumer<PublishFacts>(stack, 'publish-facts', {
    platform,
    environment: { LEDGER_TABLE: data.ledger.tableName, BUS_NAME: events.bus.eventBusName },
    tables: { State: data.state, Records: data.records },
    changes: ['INSERT', 'MODIFY'],
    timeoutSeconds: 60,
    concurrency: 20,
    impact:
      'Something was decided and nobody was told: a session may look uncleared, an incident may be missing from the record.',
    impactOfDelay: 'Decisions reach people late: clinicians wait for clearance although it has been given.',
  });
  const certifyPurge = new StreamConsumer<CertifyPurge>(stack, 'certify-purge', {
    platform,
    environment: {
      LEDGER_TABLE: data.ledger.tableName,
      BUS_NAME: events.bus.eventBusName,
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
  for (const consumer of [publishFacts.function, certifyPurge.function]) {
    mayUseItems(consumer, data.ledger, 'PutItem');
    mayPutEvents(consumer, events.bus);
  }
  mayUseKey(certifyPurge.function, crypto.signingKey, 'Sign');

  alarmOnPeople(stack, 'unattributed-removals', {
    topic: platform.alarmTopic,
    metric: vigilMetric('UnattributedRemovals'),
    impact: "A client's record was removed by somebody or something that is no part of Vigil's retention.",
    runbook: 'unattributed-removals',
  });
}
