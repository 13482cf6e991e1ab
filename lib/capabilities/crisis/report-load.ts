import type { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { reportLoad as reportLoadDeclaration } from '../../../functions/crisis/report-load/function.ts';
import { alarmOnPeople } from '../../constructs/alarm.ts';
import { mayQueryIndex, mayVerifySenders } from '../../constructs/grants.ts';
import { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Foundation } from '../../foundation.ts';

/** What being on call costs each person, for those who answer for it. */
export function addReportLoad(stack: Stack, { platform, crypto, data, events }: Foundation): void {
  const report = new VigilFunction(stack, 'report-load', reportLoadDeclaration, {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      LEDGER_TABLE: data.ledger.tableName,
      WEBHOOK_SECRET_PREFIX: crypto.webhookSecretPrefix,
    },
    timeoutSeconds: 25, // API Gateway waits 30 seconds
    concurrency: 2, // asked once a week by one person
    failuresGo: 'The caller sees that the report failed and tries again.',
  });
  mayQueryIndex(report, data.ledger, 'byKind');
  mayVerifySenders(report, { crypto, data });
  events.api.route(
    HttpMethod.GET,
    '/v1/on-call/load',
    report,
    'The function verifies the signature over method, path and query (Standard Webhooks), which no authorizer sees.',
  );
  alarmOnPeople(stack, 'report-load-errors', {
    topic: platform.alarmTopic,
    metric: events.api.failures('/v1/on-call/load', HttpMethod.GET),
    impact: 'The on-call load report fails: nobody can see who is paged too often and needs rest.',
    runbook: 'report-load-errors',
  });
}
