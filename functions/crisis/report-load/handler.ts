import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { LoadPolicy } from '../../../domain/crisis/incident.ts';
import { type LoadFact, loadReport } from '../../../domain/crisis/load-report.ts';
import { type TriggerFact, triggerReport } from '../../../domain/crisis/trigger-report.ts';
import { zoneExists } from '../../../domain/crisis/roster/rotation.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import type { LedgerFact } from '../../../domain/canonical-json.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { LedgerReader } from '../../platform/ledger/ledger-reader.ts';
import { type SecretsOf, verifyQuestion } from '../../platform/http/verify-sender.ts';
import type { Log } from '../../platform/lambda/log.ts';
import type { LoadAnswer } from './answer-shape.ts';

export interface Dependencies {
  readonly secretsOf: SecretsOf;
  readonly ledger: Pick<LedgerReader, 'ofType'>;
  readonly policy: LoadPolicy;
  readonly log: Log;
  readonly now: Now;
}

/**
 * `GET /v1/on-call/load?until=…&timeZone=…`: what each person on call carried in the week before, and where it is too
 * much; and which triggers that was for, and whether they needed action. Read from the ledger, where nobody can change it. Ids and
 * codes only.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      dependencies.log.error('load-not-reported', request.error);
      request.response = answer(503, { reason: 'store-unavailable' });
    })
    .handler((request) => report(dependencies, request));

const week = 7 * 86_400;

const report = async (
  { secretsOf, ledger, policy, now: clock }: Dependencies,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const { queryStringParameters: query = {} } = request;
  const sender = await verifyQuestion(request, secretsOf);
  if (sender.outcome === 'refused') {
    const { status, code, title } = sender.problem;
    return answer(status, { reason: code, title });
  }
  const now = clock();
  const asked = query['until'] ?? now;
  const timeZone = query['timeZone'] ?? 'UTC';
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(asked) || Number.isNaN(Date.parse(asked)))
    return answer(400, { reason: 'until-malformed' });
  if (!zoneExists(timeZone)) return answer(400, { reason: 'time-zone-unknown' });
  const until = new Date(asked).toISOString();
  const from = plusSeconds(until, -week);
  // What was opened at the end of the week has another week to be closed.
  const read = await Promise.all([
    ...types.map((type) => ledger.ofType(sender.tenantId, type, from, until)),
    ledger.ofType(sender.tenantId, 'incident.closed.v1', from, earliest(now, plusSeconds(until, week))),
  ]);
  const facts = read
    .flat()
    .filter(({ type, time }) => time >= from && (time < until || type === 'incident.closed.v1'));
  return answer(200, {
    from,
    until,
    timeZone,
    people: [...loadReport(facts.flatMap(loadFact), timeZone, policy)],
    triggers: [...triggerReport(facts.flatMap(triggerFact))],
  });
};

const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b);

const types = [
  'incident.opened.v1',
  'incident.trigger-joined.v1',
  'incident.paged.v1',
  'incident.acknowledged.v1',
] as const;

/** A page that failed woke nobody. */
const loadFact = ({ type, time, data }: LedgerFact): readonly LoadFact[] => {
  const { staffId, incidentId, outcome } = data as { staffId: string; incidentId: string; outcome?: string };
  switch (type) {
    case 'incident.paged.v1':
      return outcome === 'failed' ? [] : [{ type: 'paged', staffId, incidentId, at: time }];
    case 'incident.acknowledged.v1':
      return [{ type: 'acknowledged', staffId, incidentId, at: time }];
    default:
      return [];
  }
};

const triggerFact = ({ type, data }: LedgerFact): readonly TriggerFact[] => {
  const { incidentId, trigger, outcome } = data as { incidentId: string; trigger: string; outcome: string };
  switch (type) {
    case 'incident.opened.v1':
      return [{ type: 'opened', incidentId, trigger }];
    case 'incident.trigger-joined.v1':
      return [{ type: 'joined', incidentId, trigger }];
    case 'incident.paged.v1':
      return outcome === 'failed' ? [] : [{ type: 'paged', incidentId }];
    case 'incident.closed.v1':
      return [{ type: 'closed', incidentId, outcome }];
    default:
      return [];
  }
};

const answer = (statusCode: number, body: LoadAnswer): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});
