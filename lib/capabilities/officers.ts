import { Duration, type Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Environment as ExportAccess } from '../../functions/records/export-access/environment.ts';
import type { Environment as ExportLedger } from '../../functions/ledger/export-ledger/environment.ts';
import type { Environment as OpenRecord } from '../../functions/records/open-record/environment.ts';
import type { Environment as ReportRetention } from '../../functions/retention/report-retention/environment.ts';
import { alarmOnPeople, vigilMetric } from '../constructs/alarm.ts';
import { mayQueryIndex, mayReadSecretsNamed, mayUseItems, mayUseKey } from '../constructs/grants.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { VigilFunction, type VigilFunctionProps } from '../constructs/vigil-function.ts';
import type { Foundation } from '../foundation.ts';

const whyOpen =
  'The function verifies the signature of the tenant over the raw bytes (Standard Webhooks), which no authorizer sees.';

/** What a provider's own people ask: records to read, everything about a client, the ledger, a report. */
export function addOfficers(stack: Stack, foundation: Foundation, api: HttpApi): void {
  const { platform, crypto, data } = foundation;
  const secrets = { WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix };
  const vault = {
    STATE_TABLE: data.state.tableName,
    RECORDS_TABLE: data.records.tableName,
    KEYS_TABLE: data.keys.tableName,
    VAULT_KEY_ARN: crypto.vaultKey.keyArn,
  };
  const asked = <Environment>(
    name: string,
    path: string,
    environment: VigilFunctionProps<Environment>['environment'],
  ): VigilFunction<Environment> => {
    const asks = new VigilFunction<Environment>(stack, name, {
      platform,
      name,
      environment,
      timeoutSeconds: 29, // API Gateway waits 30 seconds at most
      memoryMegabytes: 1024,
      concurrency: 5, // people ask, not machines
      failuresGo: 'Whoever asks waits for the answer and asks again.',
    });
    mayReadSecretsNamed(asks, crypto.webhookSecretPrefix, crypto.dataKey);
    api.route(HttpMethod.POST, path, asks, whyOpen);
    alarmOnPeople(stack, `${name}-errors`, {
      topic: platform.alarmTopic,
      metric: asks.lambda.metricErrors({ period: Duration.minutes(5) }),
      impact: 'Clinicians and compliance officers get no answer about records that they need.',
      runbook: 'officers-errors',
    });
    return asks;
  };

  const openRecord = asked<OpenRecord>('open-record', '/v1/openings', { ...vault, ...secrets });
  mayUseItems(openRecord, data.state, 'GetItem', 'PutItem');
  mayUseItems(openRecord, data.records, 'GetItem', 'Query');
  mayUseItems(openRecord, data.keys, 'GetItem');
  mayUseKey(openRecord, crypto.vaultKey, 'Decrypt');

  const exportAccess = asked<ExportAccess>('export-access', '/v1/access-exports', {
    ...vault,
    ...secrets,
    SIGNING_KEY_ARN: crypto.signingKey.keyArn,
  });
  mayUseItems(exportAccess, data.state, 'GetItem', 'PutItem');
  mayUseItems(exportAccess, data.records, 'GetItem', 'Query');
  mayUseItems(exportAccess, data.keys, 'GetItem');
  mayUseKey(exportAccess, crypto.vaultKey, 'Decrypt');
  mayUseKey(exportAccess, crypto.signingKey, 'Sign');

  const exportLedger = asked<ExportLedger>('export-ledger', '/v1/ledger-exports', {
    ...secrets,
    LEDGER_TABLE: data.ledger.tableName,
    SIGNING_KEY_ARN: crypto.signingKey.keyArn,
  });
  mayUseItems(exportLedger, data.ledger, 'GetItem', 'Query');
  mayUseKey(exportLedger, crypto.signingKey, 'Sign');

  const report = asked<ReportRetention>('report-retention', '/v1/retention-reports', {
    ...secrets,
    STATE_TABLE: data.state.tableName,
    RECORDS_TABLE: data.records.tableName,
    LEDGER_TABLE: data.ledger.tableName,
  });
  mayUseItems(report, data.ledger, 'Query');
  mayQueryIndex(report, data.ledger, 'byKind');
  mayQueryIndex(report, data.records, 'byExpiry');
  mayQueryIndex(report, data.state, 'byDeadline');

  alarmOnPeople(stack, 'seals-broken', {
    topic: platform.alarmTopic,
    metric: vigilMetric('SealsBroken'),
    impact: "A client's record does not open: it was moved or altered, or its key is gone.",
    runbook: 'seals-broken',
  });
  alarmOnPeople(stack, 'glass-broken', {
    topic: platform.alarmTopic,
    metric: vigilMetric('GlassBroken'),
    impact: 'Somebody read a record under emergency rules: a review is due within days.',
    runbook: 'glass-broken',
  });
}
