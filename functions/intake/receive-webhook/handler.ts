import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { opaqueIdPattern } from '../../../events/fields.ts';
import type { Endpoint, EndpointOf } from '../endpoints.ts';
import type {
  Complaint,
  Provider,
  ProviderFact,
  Translation,
  WebhookRequest,
} from '../providers/provider.ts';
import { providerNamed } from '../providers/table.ts';
import { busEventsOf, publishAll } from '../publish-provider-facts.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Log, LogFields } from '../../platform/lambda/log.ts';
import { mayBeSentBy, type StandingOf } from '../../platform/tenants/standing.ts';
import type { WebhookTaken } from './answer-shape.ts';
import { acknowledge, refuse, refusals } from './answer.ts';

export interface Dependencies {
  readonly endpointOf: EndpointOf;
  readonly standingOf: StandingOf;
  readonly bus: Bus;
  readonly log: Log;
  readonly now: Now;
}

/** A Bundle with its Questionnaire is a tenth of this; nothing that a provider sends about a session comes near. */
const maxBodyBytes = 1_000_000;

/**
 * `POST /v1/webhooks/{provider}/{endpoint}`, and what else a provider sends below it: its own webhook. Verify the bytes, translate, publish, answer; all
 * else happens behind the bus. What Vigil has no use for is taken and counted, so that nobody repeats it for days; a
 * fault of ours is a 503, so that it is repeated.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      const provider = providerNamed(request.event.pathParameters?.['provider'] ?? '');
      dependencies.log.error('webhook-not-accepted', request.error, { provider: provider?.name });
      request.response = refuse(provider, refusals.ourFault);
    })
    .handler((request) => receive(dependencies, request));

const receive = async (
  { endpointOf, standingOf, bus, log, now: clock }: Dependencies,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const now = clock();
  const { provider: name = '', endpoint: endpointId = '', type, id } = request.pathParameters ?? {};
  const provider = providerNamed(name);
  const endpoint =
    provider !== undefined && opaqueIdPattern.test(endpointId)
      ? await endpointOf(provider.name, endpointId)
      : undefined;
  // What nobody has configured is a stranger's text, and stays out of the log.
  const about = {
    provider: provider?.name,
    ...(endpoint === undefined ? {} : { tenantId: endpoint.tenantId, endpointId }),
  };
  const refused = (why: (typeof refusals)[keyof typeof refusals]) => {
    log.warn('webhook-refused', { ...about, problem: why.code });
    log.count('WebhooksRefused');
    return refuse(provider, why);
  };

  if (provider === undefined || endpoint === undefined) return refused(refusals.endpointUnknown);
  const standing = await standingOf(endpoint.tenantId);
  if (standing === 'unknown') return refused(refusals.endpointUnknown);
  if (standing === 'removed') return refused(refusals.tenantRemoved);
  const resource = type === undefined || id === undefined ? undefined : `${type}/${id}`;
  const arrived = { ...webhookRequestOf(request, endpoint), resource };
  if (resource !== undefined && provider.rest?.includes(arrived.method) !== true)
    return refused(refusals.endpointUnknown);
  if (arrived.body.byteLength > maxBodyBytes) return refused(refusals.tooLarge);
  const isEmpty = arrived.body.byteLength === 0 && provider.rest !== undefined;
  if (!isEmpty && !provider.contentType.test(arrived.headers['content-type'] ?? ''))
    return refused(refusals.wrongContentType);
  let { secrets } = endpoint;
  let verification = await provider.verify(arrived, secrets, now);
  // Zoom signs with a new secret at once and never repeats what was refused: it must not wait for our cache.
  if (verification === 'signature-invalid') {
    secrets = (await endpointOf(provider.name, endpointId, 'fresh'))?.secrets ?? secrets;
    verification = await provider.verify(arrived, secrets, now);
  }
  if (verification !== 'verified') {
    log.count('WebhooksUnverified');
    return refused(refusals[verification]);
  }

  const parsed = parse(provider, arrived);
  if (parsed === undefined) return unreadable(provider, log, about, [notJson]);
  const challenged = provider.challenge?.(parsed.payload, arrived, secrets);
  if (challenged !== undefined) return acknowledge(200, challenged);
  const translation = provider.translate(parsed.payload, endpoint.ids, now);
  const found = factsOf(translation).filter((fact) => !isOfNobody(fact, endpoint));
  const origin = {
    source: `urn:vigil:provider:${provider.name}:${endpointId}`,
    tenantId: endpoint.tenantId,
    ids: endpoint.ids,
  };
  const wanted = found.filter(({ type }) => mayBeSentBy(standing, type));
  if (wanted.length < found.length) {
    log.warn('facts-of-inactive-tenant', { ...about, standing, count: found.length - wanted.length });
    log.count('FactsOfInactiveTenants', found.length - wanted.length);
  }
  const { events, unsound } = busEventsOf(wanted, origin, now);
  await publishAll(bus, events);
  for (const { type } of events) log.info('fact-translated', { ...about, type });
  for (const error of unsound) log.error('fact-unsound', error, about);
  const complaints = [
    ...(translation.outcome === 'unreadable' ? translation.complaints : []),
    ...unsound.map(() => notSound),
  ];
  if (complaints.length > 0) return unreadable(provider, log, about, complaints);
  if (translation.outcome === 'nothing') {
    log.info('webhook-left-aside', { ...about, reason: translation.reason });
    if (translation.reason === 'type-unknown') log.count('ProviderEventsUnknown');
    if (translation.reason === 'needs-read-back') log.count('ProviderEventsWithoutContent');
  }
  const taken: WebhookTaken = { status: 'taken', facts: events.length };
  const own = { contentType: 'application/json', body: taken };
  return acknowledge(provider.answers.taken, provider.success?.(parsed.payload) ?? own);
};

const factsOf = (translation: Translation) =>
  translation.outcome === 'nothing' ? [] : (translation.facts ?? []);

/** A fault of ours, which the next delivery would meet as well: to ask for it would be no help. */
const notSound: Complaint = {
  code: 'exception',
  path: '',
  message: 'a part was understood as something that Vigil cannot state; the rest was taken',
};

/** That of a recorder or an assistant whom the operator has listed. */
const isOfNobody = ({ data }: ProviderFact, { notPeople }: Endpoint): boolean =>
  'personId' in data && typeof data.personId === 'string' && notPeople?.has(data.personId) === true;

const notJson: Complaint = {
  code: 'structure',
  path: '',
  message: 'the body is not what its content type says',
};

const unreadable = (
  provider: Provider,
  log: Log,
  about: LogFields,
  complaints: readonly Complaint[],
): APIGatewayProxyStructuredResultV2 => {
  const [first] = complaints;
  log.warn('webhook-unreadable', { ...about, path: first?.path, code: first?.code });
  log.count('ProviderEventsUnreadable');
  return refuse(provider, { ...refusals.unreadable, status: provider.answers.unreadable }, complaints);
};

const parse = (provider: Provider, request: WebhookRequest): { payload: unknown } | undefined => {
  const { body, headers } = request;
  try {
    return {
      payload: provider.parse?.(body, headers, request) ?? (JSON.parse(body.toString('utf8')) as unknown),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const webhookRequestOf = (request: APIGatewayProxyEventV2, { publicUrl }: Endpoint): WebhookRequest => {
  const { requestContext, rawPath, rawQueryString } = request;
  const address = publicUrl ?? `https://${requestContext.domainName}${rawPath}`;
  return {
    body: Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8'),
    headers: request.headers,
    method: requestContext.http.method,
    path: rawPath,
    query: rawQueryString,
    url: rawQueryString === '' ? address : `${address}?${rawQueryString}`,
  };
};
