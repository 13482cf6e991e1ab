import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { envelope } from '../../../events/envelope.ts';
import { notAfter } from '../../../domain/instant.ts';
import { dataRef } from '../../../domain/records/sealed-record.ts';
import { bindingOf, sealSensitive, splitStated } from '../../platform/sealing/seal-stated.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Records } from '../../platform/sealing/records.ts';
import { KeyErasedError, type Vault } from '../../platform/sealing/vault.ts';
import { eventIdOf } from '../../platform/bus/bus-event.ts';
import type { Log } from '../../platform/lambda/log.ts';
import {
  type Complaint,
  type Problem,
  problemDetails,
  problemResponse,
  problems,
  wrongAddendum,
} from '../../platform/http/problem.ts';
import type { BatchTaken, EventTaken } from './answer-shape.ts';
import { participantProblem, type SessionOf } from './check-participant.ts';
import type { Texting } from './check-phones.ts';
import { readEvent } from './read-event.ts';
import { mayBeSentBy, type Standing, type StandingOf } from '../../platform/tenants/standing.ts';
import { eventsOf, maxBytesOf, modeOf, parseJson } from './read-request.ts';
import { type SecretsOf, verifySender } from '../../platform/http/verify-sender.ts';

export interface Dependencies {
  readonly secretsOf: SecretsOf;
  readonly standingOf: StandingOf;
  readonly texting: Texting;
  readonly vault: Vault;
  readonly records: Records;
  readonly bus: Bus;
  readonly sessionOf: SessionOf;
  readonly log: Log;
  readonly now: Now;
}

/**
 * `POST /v1/events`: signed CloudEvents in structured, binary or batch mode. Verify the bytes, read each event, seal
 * what is sensitive, publish the rest, answer. Everything else happens behind the bus. The signature holds for all or
 * for none; of a batch each event is then taken or refused by itself. A fault of ours is a 503, so that the sender
 * tries again; the same event again changes nothing.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      dependencies.log.error('event-not-accepted', request.error);
      request.response = problemResponse(problems.ourFault);
    })
    .handler((request) => receive(dependencies, request));

const receive = async (
  dependencies: Dependencies,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const refuse = (problem: Problem): APIGatewayProxyStructuredResultV2 => {
    dependencies.log.warn('event-refused', { problem: problem.code });
    return problemResponse(problem);
  };

  const mode = modeOf(request.headers);
  if (mode === undefined) return refuse(problems.wrongContentType);
  const bytes = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > maxBytesOf(mode)) return refuse(problems.tooLarge);
  const rawBody = bytes.toString('utf8');
  const sender = await verifySender(rawBody, request.headers, dependencies.secretsOf);
  if (sender.outcome === 'refused') return refuse(sender.problem);
  const body = parseJson(rawBody);
  if (body === undefined) return refuse(problems.invalidJson);
  const read = eventsOf(mode, body, request.headers);
  if ('problem' in read) return refuse(read.problem);

  const taken: Taken[] = [];
  const standing = await dependencies.standingOf(sender.tenantId);
  for (const event of read.events)
    taken.push(await take(dependencies, event, { tenantId: sender.tenantId, standing }));
  const [first] = taken;
  return mode === 'batch' || first === undefined ? answerBatch(taken) : answerOne(first);
};

/** What became of one event; `id` is missing where it has none that can be repeated. */
type Taken =
  | { readonly id: string; readonly unreadable: readonly Complaint[]; readonly problem?: undefined }
  | { readonly id?: string; readonly problem: Problem };

const take = async (
  { texting, vault, records, bus, sessionOf, log, now }: Dependencies,
  json: unknown,
  { tenantId, standing }: { readonly tenantId: string; readonly standing: Standing },
): Promise<Taken> => {
  const id = idOf(json);
  const refuse = (problem: Problem): Taken => {
    log.warn('event-refused', { problem: problem.code });
    return { ...id, problem };
  };
  const read = readEvent(json, tenantId, texting);
  if (read.outcome === 'refused') return refuse(read.problem);

  const { event, contract, unreadable } = read;
  if (!mayBeSentBy(standing, event.type)) return refuse(problems.tenantNotActive);
  const eventId = eventIdOf(event);
  const { data, sensitive } = splitStated(contract, read.stated);
  const strange = await participantProblem({ sessionOf, log }, tenantId, event.type, data);
  if (strange !== undefined) return refuse(strange);
  const binding = bindingOf(contract, { tenantId, eventId, data });
  if (binding !== undefined) {
    const sealed = await sealSensitive(
      { vault, records },
      binding,
      { eventId, data, sensitive },
      now(),
    ).catch((error: unknown) => {
      if (error instanceof KeyErasedError) return 'erased' as const;
      throw error;
    });
    if (sealed === 'erased') return refuse(problems.clientErased);
    if (sealed === 'conflict') return refuse(problems.recordExists);
    if (sealed !== 'sealed') return refuse(wrongAddendum(sealed));
  }
  await bus.publish({
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    time: notAfter(now(), event.time),
    tenantid: tenantId,
    datacontenttype: 'application/json',
    ...(binding === undefined ? {} : { dataref: dataRef(binding.recordId) }),
    data,
  });
  log.info('event-accepted', { type: event.type, tenantId });
  if (unreadable.length > 0) log.warn('answers-left-out', { tenantId, count: unreadable.length });
  return { id: event.id, unreadable };
};

/** The id in a refusal: only an id that is valid in the envelope is repeated. */
const idOf = (json: unknown): { id?: string } => {
  const id = envelope.shape.id.safeParse((json as { id?: unknown } | null)?.id);
  return id.success ? { id: id.data } : {};
};

const json = (statusCode: number, body: EventTaken | BatchTaken): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const answerOne = (taken: Taken): APIGatewayProxyStructuredResultV2 =>
  taken.problem === undefined
    ? json(202, { status: 'accepted', id: taken.id, ...leftOut(taken.unreadable) })
    : problemResponse(taken.problem);

const leftOut = <T>(unreadable: readonly T[]): { readonly unreadable?: readonly T[] } =>
  unreadable.length === 0 ? {} : { unreadable };

/** 202 where all were taken, 422 where none was, else 207: a sender that looks at the status alone sees that it must look closer. */
const answerBatch = (taken: readonly Taken[]): APIGatewayProxyStructuredResultV2 => {
  const refused = taken.flatMap(({ id, problem }, index) =>
    problem === undefined
      ? []
      : [{ index, ...(id === undefined ? {} : { id }), problem: problemDetails(problem) }],
  );
  const accepted = taken.flatMap((each) => (each.problem === undefined ? [each.id] : []));
  const unreadable = taken.flatMap((each) =>
    each.problem === undefined && each.unreadable.length > 0
      ? [{ id: each.id, errors: each.unreadable }]
      : [],
  );
  const each = { accepted, refused, ...leftOut(unreadable) };
  if (refused.length === 0) return json(202, { status: 'accepted', ...each });
  if (accepted.length === 0) return json(422, { status: 'refused', ...each });
  return json(207, { status: 'refused-in-part', ...each });
};
