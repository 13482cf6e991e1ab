import type { IncomingMessage } from 'node:http';
import type { AwsRequests } from './aws-requests.ts';
import type { StageClock } from './clock.ts';
import { controlPage } from './control-page.ts';
import { addDuration } from './duration.ts';
import type { Faults } from './faults.ts';
import type { HttpAnswer } from './http-api.ts';
import type { Logs } from './logs.ts';
import { AwsError, type Activity, type Input } from './service.ts';
import type { DynamoDb } from './services/dynamodb.ts';
import type { Events } from './services/events.ts';
import { phoneNumberPattern, type Carrier, type Phones } from './services/sns-phones.ts';
import type { Sns } from './services/sns.ts';
import type { Queue, Queues } from './services/sqs-queues.ts';
import type { Template } from './template.ts';

export interface ControlPlane {
  answer(request: IncomingMessage, body: Buffer): Promise<HttpAnswer>;
}

interface Surroundings {
  readonly template: Template;
  readonly clock: StageClock;
  readonly activity: Activity;
  readonly faults: Faults;
  readonly logs: Logs;
  readonly queues: Queues;
  readonly phones: Phones;
  readonly sns: Sns;
  readonly events: Events;
  readonly dynamodb: DynamoDb;
  readonly aws: AwsRequests;
}

interface Asked {
  readonly parameter: string;
  readonly query: URLSearchParams;
  readonly body: Input;
}

type Endpoint = (asked: Asked) => unknown;

/** A request that the control plane cannot take: its message says what would be right. */
class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

const carriers: readonly string[] = ['ok', 'unreachable', 'opted-out'] satisfies Carrier[];

/** The stage's own endpoints, for tests and demos. docs/local-stage.md describes them. */
export function createControlPlane(surroundings: Surroundings): ControlPlane {
  const { template, clock, activity, faults, logs, queues, phones, sns, events, dynamodb, aws } =
    surroundings;
  const time = () => ({ now: new Date(clock.now()).toISOString() });

  /** `*` in a path is the parameter. */
  const endpoints: Record<string, Endpoint> = {
    'GET /phones': () => phones.all(),
    'PUT /phones/*': ({ parameter, body }) => {
      if (!carriers.includes(body.carrier)) throw new BadRequest(`carrier is one of ${carriers.join(', ')}`);
      return phones.setCarrier(phoneNumber(parameter), body.carrier);
    },
    'POST /phones/*/reply': async ({ parameter, body }) => {
      if (typeof body.text !== 'string' || body.text === '')
        throw new BadRequest('text is what the phone sends');
      const topicArn = template.outputs['InboundSmsTopicArn'];
      if (topicArn === undefined) throw new BadRequest('The template has no output InboundSmsTopicArn', 409);
      const message = phones.reply(phoneNumber(parameter), body.text);
      await activity.run(() => sns.receiveSms(topicArn, message));
      return message;
    },
    'GET /clock': time,
    'POST /clock/advance': async ({ body }) => {
      const byMs = durationOf(body.duration, clock.now());
      await clock.advance(byMs, () => activity.idle());
      return time();
    },
    'POST /idle': async () => {
      await activity.idle();
      return time();
    },
    'GET /faults': () => faults.list(),
    'POST /faults': ({ body }) => faults.add(body),
    'DELETE /faults': () => faults.clear(),
    'GET /logs': ({ query }) =>
      logs.list().filter((line) => query.get('function') === null || line.function === query.get('function')),
    'DELETE /logs': () => logs.clear(),
    'GET /events': ({ query }) =>
      events
        .passed()
        .filter((event) => query.get('type') === null || event['detail-type'] === query.get('type')),
    'GET /tables/*': ({ parameter }) => dynamodb.rows(parameter),
    'GET /queues': ({ query }) => queues.all.map((queue) => describe(queue, query.get('bodies') === 'true')),
    'GET /calls': () => aws.calls(),
    'DELETE /calls': () => aws.forgetCalls(),
    'GET /outputs': () => template.outputs,
  };

  function describe(queue: Queue, bodies: boolean) {
    const deadLettersOf = queues.all
      .filter(({ redrive }) => redrive?.queueArn === queue.arn)
      .map(({ shortName }) => shortName);
    return {
      name: queue.shortName,
      queueName: queue.name,
      url: queue.url,
      ...queues.depth(queue),
      ...(deadLettersOf.length > 0 && { deadLettersOf }),
      ...(bodies && {
        messages: queues.contents(queue).map(({ id, body, attributes, receiveCount, sentAt, visibleAt }) => {
          const times = {
            sentAt: new Date(sentAt).toISOString(),
            visibleAt: new Date(visibleAt).toISOString(),
          };
          return { id, body, attributes, receiveCount, ...times };
        }),
      }),
    };
  }

  return {
    async answer(request, body) {
      // Another site's page in the same browser must not turn this clock.
      const { host = '', origin } = request.headers;
      if (
        !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) ||
        (origin !== undefined && origin !== `http://${host}`)
      )
        return json(403, { error: 'The control plane answers its own machine only' });
      const url = new URL(request.url ?? '/', 'http://local');
      const path = url.pathname.replace(/^\/_local/, '');
      if (path === '' || path === '/') return controlPage;
      try {
        const { endpoint, parameter } = route(endpoints, request.method ?? 'GET', path);
        const result = await endpoint({ parameter, query: url.searchParams, body: parse(body) });
        return result === undefined ? json(204, undefined) : json(200, result);
      } catch (error) {
        if (error instanceof BadRequest || error instanceof AwsError)
          return json(error.status, { error: error.message });
        throw error;
      }
    },
  };
}

function route(endpoints: Record<string, Endpoint>, method: string, path: string) {
  let otherMethod = false;
  for (const [key, endpoint] of Object.entries(endpoints)) {
    const [wanted, pattern = ''] = key.split(' ');
    const match = new RegExp(
      `^${pattern.replace('*', pattern.includes('/tables/') ? '(.+)' : '([^/]+)')}$`,
    ).exec(path);
    if (!match) continue;
    if (wanted === method) return { endpoint, parameter: decodeURIComponent(match[1] ?? '') };
    otherMethod = true;
  }
  throw new BadRequest(`The stage has no ${method} /_local${path}`, otherMethod ? 405 : 404);
}

function parse(body: Buffer): Input {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new BadRequest('The body must be a JSON object');
}

function phoneNumber(text: string): string {
  if (!phoneNumberPattern.test(text)) throw new BadRequest(`${text} is not an E.164 phone number`);
  return text;
}

function durationOf(duration: unknown, now: number): number {
  try {
    return addDuration(now, String(duration)) - now;
  } catch {
    throw new BadRequest('duration is an ISO 8601 duration such as PT10M, P1DT2H, P1M or P7Y');
  }
}

const json = (status: number, value: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: value === undefined ? '' : JSON.stringify(value, null, 2),
});
