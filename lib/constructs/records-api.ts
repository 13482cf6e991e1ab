import type { Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Foundation } from '../foundation.ts';
import { alarmOnPeople } from './alarm.ts';
import { mayVerifySenders } from './grants.ts';
import { type EnvironmentOf, type FunctionDeclaration, VigilFunction } from './vigil-function.ts';

const whyOpen =
  'The function verifies the signature of the tenant over the raw bytes (Standard Webhooks), which no authorizer sees.';

/** A route of the records API: what people of a provider ask about records, the ledger and retention. */
export function addRecordsApiFunction<const F extends FunctionDeclaration>(
  stack: Stack,
  { platform, crypto, data, events }: Foundation,
  declaration: F,
  { path, environment }: { readonly path: string; readonly environment: EnvironmentOf<F> },
): VigilFunction<F> {
  const { name } = declaration;
  const asked = new VigilFunction(stack, name, declaration, {
    platform,
    environment,
    timeoutSeconds: 29, // API Gateway waits 30 seconds at most
    memoryMegabytes: 1024,
    concurrency: 5, // people ask, not machines
    failuresGo: 'The caller waits for the answer and tries again.',
  });
  mayVerifySenders(asked, { crypto, data });
  events.api.route(HttpMethod.POST, path, asked, whyOpen);
  alarmOnPeople(stack, `${name}-errors`, {
    topic: platform.alarmTopic,
    metric: events.api.failures(path, HttpMethod.POST),
    impact: 'Clinicians and compliance officers cannot read or export records that they need.',
    runbook: 'records-api-errors',
  });
  return asked;
}
