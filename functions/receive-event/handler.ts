import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { maxEventBytes } from '../../events/envelope.ts';
import { dataRef } from '../../domain/vault/sealed-record.ts';
import { bindingOf, sealSensitive, splitStated } from '../intake/seal-stated.ts';
import type { Now } from '../ports/clock.ts';
import type { Bus } from '../ports/messaging.ts';
import type { Records } from '../ports/records.ts';
import type { Vault } from '../ports/vault.ts';
import { eventIdOf } from '../runtime/bus-event.ts';
import type { Log } from '../runtime/log.ts';
import { type Problem, problemResponse, problems } from './problem.ts';
import { readEvent } from './read-event.ts';
import { type SecretsOf, verifySender } from './verify-sender.ts';

export interface Dependencies {
  readonly secretsOf: SecretsOf;
  readonly vault: Vault;
  readonly records: Records;
  readonly bus: Bus;
  readonly log: Log;
  readonly now: Now;
}

/**
 * `POST /v1/events`: one signed CloudEvent in structured mode. Verify the bytes, read the event, seal what is
 * sensitive, publish the rest, answer 202. Everything else happens behind the bus. A fault of ours is a 500, so that
 * the sender tries again; the same event again changes nothing.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      dependencies.log.error('event-not-accepted', request.error);
      request.response = problemResponse(problems.ourFault);
    })
    .handler((request) => receiveEvent(dependencies, request));

const receiveEvent = async (
  { secretsOf, vault, records, bus, log, now }: Dependencies,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const refuse = (problem: Problem): APIGatewayProxyStructuredResultV2 => {
    log.warn('event-refused', { problem: problem.code });
    return problemResponse(problem);
  };

  const bytes = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > maxEventBytes) return refuse(problems.tooLarge);
  if (!/^application\/(cloudevents\+)?json\b/.test(request.headers['content-type'] ?? '')) {
    return refuse(problems.wrongContentType);
  }
  const rawBody = bytes.toString('utf8');
  const sender = await verifySender(rawBody, request.headers, secretsOf);
  if (sender.outcome === 'refused') return refuse(sender.problem);
  const { tenantId } = sender;
  const read = readEvent(rawBody, tenantId);
  if (read.outcome === 'refused') return refuse(read.problem);

  const { event, contract } = read;
  const eventId = eventIdOf(event);
  const { data, sensitive } = splitStated(contract, read.stated);
  const binding = bindingOf(contract, { tenantId, eventId, data });
  if (binding !== undefined) {
    const sealed = await sealSensitive({ vault, records }, binding, { eventId, sensitive }, now());
    if (sealed === 'conflict') return refuse(problems.recordExists);
  }
  await bus.publish({
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    time: event.time,
    tenantid: tenantId,
    datacontenttype: 'application/json',
    ...(binding === undefined ? {} : { dataref: dataRef(binding.recordId) }),
    data,
  });
  log.info('event-accepted', { type: event.type, tenantId });
  return {
    statusCode: 202,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'accepted', id: event.id }),
  };
};
