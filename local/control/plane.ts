import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { AwsRequests } from '../aws-requests.ts';
import type { StageClock } from '../clock.ts';
import { faultBody, type Faults } from '../faults.ts';
import type { HttpAnswer } from '../http-api.ts';
import type { Logs } from '../logs.ts';
import type { OpenIncidents } from '../open-incidents.ts';
import type { Activity } from '../service.ts';
import type { DynamoDb } from '../services/dynamodb/dynamodb.ts';
import type { Events } from '../services/event-bridge/events.ts';
import { createInternet } from '../services/internet.ts';
import type { PhoneCalls } from '../services/connect/phone-calls.ts';
import { phoneNumberPattern, type Carrier, type Phones } from '../services/sns/phones.ts';
import type { Sns } from '../services/sns/sns.ts';
import type { Queue, Queues } from '../services/sqs/queues.ts';
import type { Template } from '../template/template.ts';
import { createClockEndpoints } from './clock.ts';
import { controlPage, type Problem } from './page.ts';
import { BadRequest, bodyReader, refusalOf, type Endpoint } from './request.ts';

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
  readonly phoneCalls: PhoneCalls;
  readonly sns: Sns;
  readonly events: Events;
  readonly openIncidents: OpenIncidents;
  readonly dynamodb: DynamoDb;
  readonly aws: AwsRequests;
}

const carriers = ['ok', 'unreachable', 'opted-out'] as const satisfies Carrier[];
const carrierBody = z.strictObject({
  carrier: z.enum(carriers, { error: `carrier is one of ${carriers.join(', ')}` }),
});
const answerBody = z.strictObject({
  by: z.enum(['person', 'voicemail'], { error: 'by is person or voicemail' }),
});
const keyBody = z.strictObject({ key: z.string().regex(/^[0-9*#]$/, 'key is one of 0 to 9, * and #') });
const hostBody = z.strictObject({
  addresses: z.array(z.union([z.ipv4(), z.ipv6()], { error: 'addresses are IP addresses' })),
  port: z.int('port is a port on this machine').min(1).max(65_535),
});
const replyBody = z.strictObject({ text: z.string('text is what the phone sends').min(1) });

/** The stage's own endpoints, for tests and demos. docs/local-stage.md describes them. */
export function createControlPlane(surroundings: Surroundings): ControlPlane {
  const { queues, phones, phoneCalls, events } = surroundings;
  const clock = createClockEndpoints(surroundings);
  const endpoints = {
    ...clock.endpoints,
    ...phoneEndpoints(surroundings),
    ...callEndpoints(surroundings),
    ...hostEndpoints(),
    ...observations(surroundings),
  };

  const page = (problem?: Problem): Promise<HttpAnswer> =>
    controlPage({
      clock: clock.show(),
      phones: phones.all(),
      phoneCalls: phoneCalls.all().filter(({ status }) => status !== 'ended'),
      queues: queues.all.map((queue) => ({ name: queue.shortName, ...queues.depth(queue) })),
      events: events.passed().slice(-20).reverse(),
      ...(problem && { problem }),
    });

  return {
    async answer(request, body) {
      const url = URL.parse(request.url ?? '/', 'http://local');
      const path = url?.pathname.replace(/^\/_local/, '') ?? '';
      if (path === '' || path === '/') return await page();
      const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
      try {
        const { endpoint, parameter } = route(endpoints, request.method ?? 'GET', path);
        const query = url?.searchParams ?? new URLSearchParams();
        const result = await endpoint({ parameter, query, body: bodyReader(body, isForm) });
        if (isForm) return { status: 303, headers: { location: '/_local/' }, body: '' };
        return result === undefined ? json(204, undefined) : json(200, result);
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal) throw error;
        if (!isForm) return json(refusal.status, refusal.body);
        const duration = new URLSearchParams(body.toString('utf8')).get('duration');
        const choose = refusal.status === 409 && duration !== null ? { duration } : {};
        return { ...(await page({ text: refusal.body.error, ...choose })), status: refusal.status };
      }
    },
  };
}

function phoneEndpoints({
  template,
  activity,
  phones,
  sns,
}: Surroundings): Readonly<Record<string, Endpoint>> {
  const setCarrier: Endpoint = ({ parameter, body }) =>
    phones.setCarrier(phoneNumber(parameter), body(carrierBody).carrier);
  return {
    'GET /phones': () => phones.all(),
    'PUT /phones/*': setCarrier,
    // The same for a form, which cannot PUT.
    'POST /phones/*': setCarrier,
    'POST /phones/*/reply': async ({ parameter, body }) => {
      const { text } = body(replyBody);
      const topicArn = template.outputs['InboundSmsTopicArn'];
      if (topicArn === undefined) throw new BadRequest('The template has no output InboundSmsTopicArn', 409);
      const message = phones.reply(phoneNumber(parameter), text);
      await activity.run(() => sns.receiveSms(topicArn, message));
      return message;
    },
  };
}

function callEndpoints({ activity, phoneCalls }: Surroundings): Readonly<Record<string, Endpoint>> {
  return {
    'GET /phone-calls': () => phoneCalls.all(),
    'POST /phone-calls/*/answer': ({ parameter, body }) => {
      const { by } = body(answerBody);
      return activity.run(() => phoneCalls.answer(parameter, by));
    },
    'POST /phone-calls/*/press': ({ parameter, body }) => {
      const { key } = body(keyBody);
      return activity.run(() => phoneCalls.press(parameter, key));
    },
    'POST /phone-calls/*/hang-up': ({ parameter }) => phoneCalls.hangUp(parameter),
  };
}

/** The names of the internet that functions can reach. */
function hostEndpoints(): Readonly<Record<string, Endpoint>> {
  const internet = createInternet();
  return {
    'GET /hosts/*': ({ parameter }) => {
      const host = internet.find(parameter);
      if (!host) throw new BadRequest(`The stage knows no host ${parameter}`, 404);
      return host;
    },
    'PUT /hosts/*': ({ parameter, body }) => internet.set(parameter, body(hostBody)),
  };
}

/** What happened on the stage, and faults on demand. */
function observations(surroundings: Surroundings): Readonly<Record<string, Endpoint>> {
  const { template, faults, logs, queues, events, dynamodb, aws } = surroundings;
  return {
    'GET /faults': () => faults.list(),
    'POST /faults': ({ body }) => faults.add(body(faultBody)),
    'DELETE /faults': () => faults.clear(),
    'GET /logs': ({ query }) =>
      logs.list().filter((line) => query.get('function') === null || line.function === query.get('function')),
    'DELETE /logs': () => logs.clear(),
    'GET /events': ({ query }) =>
      events
        .passed()
        .filter((event) => query.get('type') === null || event['detail-type'] === query.get('type')),
    'GET /tables/*': ({ parameter }) => dynamodb.rows(parameter),
    'GET /queues': ({ query }) =>
      queues.all.map((queue) => describe(queues, queue, query.get('bodies') === 'true')),
    'GET /calls': () => aws.calls(),
    'GET /calls/recent': () => aws.recentCalls(),
    'DELETE /calls': () => aws.forgetCalls(),
    'GET /outputs': () => template.outputs,
  };
}

function describe(queues: Queues, queue: Queue, bodies: boolean) {
  const deadLettersOf = queues.all
    .filter(({ redrive }) => redrive?.queueArn === queue.arn)
    .map(({ shortName }) => shortName);
  const iso = (moment: number) => new Date(moment).toISOString();
  return {
    name: queue.shortName,
    queueName: queue.name,
    url: queue.url,
    ...queues.depth(queue),
    ...(deadLettersOf.length > 0 && { deadLettersOf }),
    ...(bodies && {
      messages: queues.contents(queue).map(({ id, body, attributes, receiveCount, sentAt, visibleAt }) => {
        return { id, body, attributes, receiveCount, sentAt: iso(sentAt), visibleAt: iso(visibleAt) };
      }),
    }),
  };
}

/** `*` in a path is the parameter. */
function route(endpoints: Readonly<Record<string, Endpoint>>, method: string, path: string) {
  let otherMethod = false;
  for (const [key, endpoint] of Object.entries(endpoints)) {
    const [wanted, pattern = ''] = key.split(' ');
    // A table may be named by its construct path, which has slashes.
    const parameter = pattern.includes('/tables/') ? '(.+)' : '([^/]+)';
    const match = new RegExp(`^${pattern.replace('*', parameter)}$`).exec(path);
    if (!match) continue;
    if (wanted === method) return { endpoint, parameter: decoded(match[1] ?? '') };
    otherMethod = true;
  }
  throw new BadRequest(`The stage has no ${method} /_local${path}`, otherMethod ? 405 : 404);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadRequest(`${part} is not percent-encoded UTF-8`);
  }
}

function phoneNumber(text: string): string {
  if (!phoneNumberPattern.test(text)) throw new BadRequest(`${text} is not an E.164 phone number`);
  return text;
}

const json = (status: number, value: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: value === undefined ? '' : JSON.stringify(value, null, 2),
});
