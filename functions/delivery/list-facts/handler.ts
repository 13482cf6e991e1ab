import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { LedgerFact } from '../../../domain/canonical-json.ts';
import {
  entriesOf,
  type ListedFact,
  type ListEntry,
  type ListName,
  lists,
  pageOf,
} from '../../../domain/delivery/fact-list.ts';
import { type Instant, plusSeconds, toInstant } from '../../../domain/instant.ts';
import { clientIn, renameClient } from '../../../domain/ledger/pseudonymize.ts';
import type { ReportedType } from '../../../domain/ledger/reported-types.ts';
import { opaqueIdPattern } from '../../../events/fields.ts';
import { type Problem, problemResponse } from '../../platform/http/problem.ts';
import { jsonAnswer } from '../../platform/http/signed-request.ts';
import { type SecretsOf, verifyQuestion } from '../../platform/http/verify-sender.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Log } from '../../platform/lambda/log.ts';
import type { LedgerReader } from '../../platform/ledger/ledger-reader.ts';
import type { Pseudonyms } from '../../platform/ledger/pseudonyms.ts';
import type { ListAnswer, ListedEntry } from './answer-shape.ts';

export interface Dependencies {
  readonly secretsOf: SecretsOf;
  readonly ledger: Pick<LedgerReader, 'ofType'>;
  readonly pseudonyms: Pick<Pseudonyms, 'clientOf'>;
  readonly log: Log;
  readonly now: Now;
}

export const listProblems = {
  malformed: {
    status: 400,
    code: 'query-malformed',
    title:
      'from and until are times such as "2027-03-01T10:00:00Z", limit is 1 to 100, and cursor comes from the page before.',
  },
  unknown: {
    status: 404,
    code: 'incident-unknown',
    title: 'No incident with this id began in the period; without from, in the last 30 days.',
  },
  unavailable: {
    status: 503,
    code: 'store-unavailable',
    title: 'The list cannot be read at the moment; ask again.',
  },
} as const satisfies Record<string, Problem>;

/** `GET /v1/incidents`, `/v1/incidents/{incidentId}`, `/v1/holds`, `/v1/erasures`, `/v1/certificates`: read from the ledger. */
export const makeHandler = (dependencies: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      dependencies.log.error('facts-not-listed', request.error);
      request.response = problemResponse(listProblems.unavailable);
    })
    .handler((request) => answerList(dependencies, request));

const answerList = async (
  dependencies: Dependencies,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const { secretsOf, log, now: clock } = dependencies;
  const refuse = (problem: Problem) => {
    log.warn('request-refused', { problem: problem.code });
    return problemResponse(problem);
  };
  const sender = await verifyQuestion(request, secretsOf);
  if (sender.outcome === 'refused') return refuse(sender.problem);
  const name = nameOf(request);
  const now = clock();
  const query = queryOf(name, request.queryStringParameters ?? {}, now);
  if (query === undefined) return refuse(listProblems.malformed);
  const entries = await read(dependencies, sender.tenantId, name, query, now);
  const incidentId = request.pathParameters?.['incidentId'];
  if (incidentId !== undefined) {
    const entry = entries.find(({ facts }) =>
      facts.some(({ data }) => 'incidentId' in data && data.incidentId === incidentId),
    );
    return entry === undefined ? refuse(listProblems.unknown) : jsonAnswer(shown(entry));
  }
  const { from, until, after, limit } = query;
  const page = pageOf(entries, after, limit);
  return jsonAnswer({
    from,
    until,
    entries: page.entries.map(shown),
    ...(page.next === undefined ? {} : { cursor: Buffer.from(page.next).toString('base64url') }),
  } satisfies ListAnswer);
};

const nameOf = ({ routeKey }: APIGatewayProxyEventV2): ListName => {
  const [, name = ''] = /^GET \/v1\/([a-z]+)/.exec(routeKey) ?? [];
  return Object.hasOwn(lists, name) ? (name as ListName) : 'incidents';
};

interface Query {
  readonly from: Instant;
  readonly until: Instant;
  readonly after: string;
  readonly limit: number;
}

const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;
const cursorPattern = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#[\x21-\x7e]{1,128}$/;

const queryOf = (
  name: ListName,
  given: Readonly<Record<string, string | undefined>>,
  now: Instant,
): Query | undefined => {
  const {
    from = plusSeconds(now, -lists[name].daysBack * 86_400),
    until = now,
    limit = '50',
    cursor,
  } = given;
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
  const valid =
    [from, until].every((each) => time.test(each) && !Number.isNaN(Date.parse(each))) &&
    /^([1-9]\d?|100)$/.test(limit) &&
    (cursor === undefined || cursorPattern.test(after));
  return valid ? { from: toInstant(from), until: toInstant(until), after, limit: Number(limit) } : undefined;
};

const read = async (
  { ledger, pseudonyms }: Dependencies,
  tenantId: string,
  name: ListName,
  { from, until }: Query,
  now: Instant,
): Promise<readonly ListEntry[]> => {
  const { begins, statusAfter } = lists[name];
  const types = [...new Set([...begins, ...(Object.keys(statusAfter) as ReportedType[])])];
  // What happened to an entry after the period is part of its status.
  const facts = await Promise.all(types.map((type) => ledger.ofType(tenantId, type, from, now)));
  const clients = new Map<string, Promise<string | undefined>>();
  const named = async (fact: LedgerFact): Promise<ListedFact> => {
    const pseudonym = clientIn(fact);
    if (pseudonym === undefined || !opaqueIdPattern.test(pseudonym)) return fact;
    const known = clients.get(pseudonym) ?? pseudonyms.clientOf(tenantId, pseudonym);
    clients.set(pseudonym, known);
    const clientId = await known;
    // An erased client stays a pseudonym.
    return clientId === undefined ? fact : renameClient(fact, clientId);
  };
  return entriesOf(name, await Promise.all(facts.flat().map(named)), from, until);
};

const shown = ({ status, since, updatedAt, facts }: ListEntry): ListedEntry => ({
  status,
  since,
  updatedAt,
  facts: facts.map(({ id, type, time, data }) => ({ id, type, time, data: { ...data } })),
});
