import type { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { digestLedger as digestLedgerDeclaration } from '../../functions/ledger/digest-ledger/function.ts';
import { exportLedger as exportLedgerDeclaration } from '../../functions/ledger/export-ledger/function.ts';
import { publishFacts as publishFactsDeclaration } from '../../functions/ledger/publish-facts/function.ts';
import { publishJwks as publishJwksDeclaration } from '../../functions/ledger/publish-jwks/function.ts';
import { alarmOnPeople } from '../constructs/alarm.ts';
import { mayPutEvents, mayQueryIndex, maySend, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import { addRecordsApiFunction } from '../constructs/records-api.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import { StreamConsumer } from '../constructs/stream-consumer.ts';
import { VigilFunction } from '../constructs/vigil-function.ts';
import type { Foundation } from '../foundation.ts';

/** Ledger: every fact is published and stored, each hour is signed, and anyone can verify it with the public keys. */
export function addLedger(stack: Stack, foundation: Foundation, removals: Queue): void {
  const { platform, crypto, data, events } = foundation;
  const publishFacts = new StreamConsumer(stack, publishFactsDeclaration, {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      LEDGER_TABLE: data.ledger.tableName,
      BUS_NAME: events.bus.eventBusName,
      REMOVAL_QUEUE_URL: removals.queueUrl,
    },
    tables: {
      State: { table: data.state, changes: ['INSERT', 'MODIFY'], onlyWithFacts: true },
      Records: { table: data.records, changes: ['INSERT', 'MODIFY', 'REMOVE'] },
    },
    timeoutSeconds: 60,
    concurrency: 20,
    impact:
      'A decision was not published: a session may look blocked, and the ledger may lack an incident or a purge.',
    impactOfDelay: 'Decisions arrive late: clinicians wait for a clearance that exists already.',
  });
  // Clients' pseudonyms, made on first use.
  mayUseItems(publishFacts.function, data.state, 'GetItem', 'PutItem');
  mayUseItems(publishFacts.function, data.ledger, 'PutItem');
  maySend(publishFacts.function, removals);
  mayPutEvents(publishFacts.function, events.bus);

  const { function: digestLedger } = new ScheduledFunction(stack, digestLedgerDeclaration, {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      LEDGER_TABLE: data.ledger.tableName,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
    },
    impact: 'The decisions of the last hours are not protected against later changes yet.',
    every: 'rate(1 hour)',
    startWithinSeconds: 3600,
    timeoutSeconds: 300, // a hundred thousand facts take seconds; a backlog of hours takes longer
    memoryMegabytes: 1024,
    concurrency: 1, // digests form one chain
  });
  mayUseItems(digestLedger, data.ledger, 'GetItem', 'PutItem', 'Query');
  mayQueryIndex(digestLedger, data.state, 'byDeadline');
  mayUseKey(digestLedger, crypto.signingKey, 'Sign', 'GetPublicKey');

  const publishJwks = new VigilFunction(stack, 'publish-jwks', publishJwksDeclaration, {
    platform,
    environment: { LEDGER_TABLE: data.ledger.tableName, SIGNING_KEY_ARN: crypto.signingKey.keyArn },
    timeoutSeconds: 10,
    concurrency: 5, // the answer is cached by those who ask
    failuresGo: 'The caller waits for the answer and tries again.',
  });
  mayUseItems(publishJwks, data.ledger, 'Query');
  mayUseKey(publishJwks, crypto.signingKey, 'GetPublicKey');

  events.api.route(
    HttpMethod.GET,
    '/.well-known/jwks.json',
    publishJwks,
    'Anyone may fetch the public keys: auditors verify certificates with them.',
  );

  const exportLedger = addRecordsApiFunction(stack, foundation, exportLedgerDeclaration, {
    path: '/v1/ledger-exports',
    environment: {
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
      STATE_TABLE: data.state.tableName,
      LEDGER_TABLE: data.ledger.tableName,
      SIGNING_KEY_ARN: crypto.signingKey.keyArn,
    },
  });
  mayUseItems(exportLedger, data.ledger, 'GetItem', 'Query');
  mayUseKey(exportLedger, crypto.signingKey, 'Sign');

  alarmOnPeople(stack, 'publish-jwks-errors', {
    topic: platform.alarmTopic,
    metric: events.api.failures('/.well-known/jwks.json', HttpMethod.GET),
    impact: 'Auditors cannot fetch the keys that verify certificates; no client is affected.',
    runbook: 'publish-jwks-errors',
  });
}
