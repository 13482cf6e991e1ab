import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askClearance, askLoad, recordsApiClient, vigilClient } from '../../client/index.ts';
import { riskFlagged } from '../../events/risk.ts';
import { envelope } from '../../events/envelope.ts';
import { sessionStarted } from '../../events/session.ts';

const secret = `whsec_${Buffer.from('the secret of the clinic').toString('base64')}`;
const data = { sessionId: 'session-1', clientId: 'client-1' };

interface Received {
  readonly path: string | undefined;
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let received: Received[];
let answer: { status: number; body: string; headers?: Record<string, string>; hangs?: boolean };
let url: string;
let close: () => Promise<unknown>;

beforeEach(async () => {
  received = [];
  waited = [];
  answer = { status: 202, body: '{"status":"accepted","id":"evt-1"}' };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path, method, headers } = request;
      received.push({ path, method, headers, body: Buffer.concat(chunks).toString() });
      if (answer.hangs !== true) response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => new Promise((closed) => server.close(closed));
});
afterEach(() => close());

let waited: number[] = [];
const client = (more: Partial<Parameters<typeof vigilClient>[0]> = {}) =>
  vigilClient({
    url,
    tenantId: 'clinic',
    secret,
    source: 'urn:example:platform',
    random: () => 1,
    wait: (milliseconds) => {
      waited.push(milliseconds);
      return Promise.resolve();
    },
    ...more,
  });

describe('an event that is sent', () => {
  test('is one CloudEvent of its contract, signed over the bytes that arrive', async () => {
    const time = new Date();
    expect(await client().sendEvent(sessionStarted, data, { id: 'evt-1', time })).toEqual({
      status: 'accepted',
      id: 'evt-1',
    });
    const [request] = received;
    expect(request).toMatchObject({ path: '/v1/events', method: 'POST' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      'vigil-tenant': 'clinic',
      'webhook-id': 'evt-1',
    });
    const event = new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>);
    expect(envelope.parse(event)).toEqual({
      specversion: '1.0',
      id: 'evt-1',
      source: 'urn:example:platform',
      type: 'session.started.v1',
      time: time.toISOString(),
      datacontenttype: 'application/json',
      data,
    });
  });

  test('is signed and dated by the sender’s own clock where it has one', async () => {
    const now = new Date('2034-03-01T10:00:00.500Z');
    const options = { url, tenantId: 'clinic', secret, source: 'urn:example:platform' };
    await vigilClient({ ...options, now: () => Promise.resolve(now) }).sendEvent(sessionStarted, data);
    const [request] = received;
    expect(request?.headers['webhook-timestamp']).toBe(String(Date.parse('2034-03-01T10:00:00Z') / 1000));
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ time: now.toISOString() });
  });

  test('has an id of its own where none is given, and tells it, so that it can be sent again', async () => {
    const time = new Date();
    const first = await client().sendEvent(sessionStarted, data, { time });
    const second = await client().sendEvent(sessionStarted, data, { time });
    expect(first.id).not.toBe(second.id);
    await client().sendEvent(sessionStarted, data, { id: first.id, time });
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([first.id, second.id, first.id]);
  });

  test('and refused says so, with Vigil’s reason', async () => {
    const problem = {
      code: 'data-invalid',
      errors: [{ path: 'data.sessionId', message: 'must be an opaque id' }],
    };
    answer = { status: 422, body: JSON.stringify(problem) };
    expect(await client().sendEvent(sessionStarted, data, { id: 'evt-1', time: new Date() })).toEqual({
      status: 'refused',
      id: 'evt-1',
      httpStatus: 422,
      problem,
    });
  });

  test('and refused by a gateway that answers a page of its own is refused all the same', async () => {
    answer = { status: 502, body: '<html>Bad Gateway</html>' };
    expect(await client().sendEvent(sessionStarted, data, { id: 'evt-1', time: new Date() })).toEqual({
      status: 'refused',
      id: 'evt-1',
      httpStatus: 502,
      problem: undefined,
    });
  });

  test('of yesterday is signed as of now: when something happened is not when it was sent', async () => {
    const yesterday = new Date(Date.now() - 24 * 3600_000);
    await client().sendEvent(sessionStarted, data, { id: 'evt-1', time: yesterday });
    const [request] = received;
    expect(() =>
      new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>),
    ).not.toThrow();
  });
});

describe('an event that does not get through', () => {
  const event = { id: 'evt-1', time: new Date() };

  test.each([429, 502, 503, 504])(
    'is tried again after %i, under the same id, with growing pauses',
    async (status) => {
      answer = { status, body: '{}' };
      expect(await client().sendEvent(sessionStarted, data, event)).toMatchObject({
        status: 'refused',
        httpStatus: status,
      });
      expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(5).fill('evt-1'));
      expect(waited).toEqual([500, 1000, 2000, 4000]);
    },
  );

  test.each([
    ['seconds', { 'retry-after': '37' }],
    [
      'a date, by the server’s clock',
      { 'retry-after': 'Wed, 21 Oct 2026 07:28:37 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' },
    ],
  ])('waits as long as Retry-After says in %s, and a little more', async (_, headers) => {
    answer = { status: 429, body: '{}', headers };
    await client({ attempts: 2 }).sendEvent(sessionStarted, data, event);
    expect(waited).toEqual([37_500]);
  });

  test('is given up at once where Retry-After lies behind the deadline', async () => {
    answer = { status: 503, body: '{}', headers: { 'retry-after': '120' } };
    expect(await client().sendEvent(sessionStarted, data, event)).toMatchObject({ httpStatus: 503 });
    expect(waited).toEqual([]);
  });

  test('is given up when the deadline has passed, however many tries are left', async () => {
    answer = { status: 503, body: '{}' };
    const patient = client({
      attempts: 1000,
      deadlineMs: 10_000,
      elapsed: () => waited.reduce((sum, each) => sum + each, 0),
    });
    expect(await patient.sendEvent(sessionStarted, data, event)).toMatchObject({ httpStatus: 503 });
    expect(waited).toEqual([500, 1000, 2000, 4000]);
  });

  test.each([400, 401, 403, 409, 422])(
    'is not tried again after %i, which no repetition changes',
    async (status) => {
      answer = { status, body: '{}' };
      await client().sendEvent(sessionStarted, data, event);
      expect(received).toHaveLength(1);
    },
  );

  test('is accepted by a later try', async () => {
    answer = { status: 503, body: '{}' };
    const wait = () => {
      answer = { status: 202, body: '{}' };
      return Promise.resolve();
    };
    expect(await client({ wait }).sendEvent(sessionStarted, data, event)).toEqual({
      status: 'accepted',
      id: 'evt-1',
    });
  });

  test('is reported, and never thrown, where nothing listens', async () => {
    await close();
    close = () => Promise.resolve();
    const nowhere = client({ attempts: 3 });
    expect(await nowhere.sendEvent(sessionStarted, data, event)).toEqual({
      status: 'unreachable',
      id: 'evt-1',
      cause: 'network',
    });
    expect(waited).toHaveLength(2);
  });

  test('is given up where a server takes it and never answers', async () => {
    answer = { status: 202, body: '', hangs: true };
    const hanging = client({ attempts: 1, timeoutMs: 50 });
    expect(await hanging.sendEvent(sessionStarted, data, event)).toMatchObject({ cause: 'timeout' });
  });
});

describe('a call for help', () => {
  test('that hangs is tried again after three seconds, anything else after ten', async () => {
    const limits: number[] = [];
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      limits.push(milliseconds);
      return timeout(milliseconds);
    });
    const panicking = client({ elapsed: () => 0 });
    await panicking.sendEvent(riskFlagged, { clientId: 'client-1', trigger: 'panic-client' });
    await panicking.sendEvent(sessionStarted, data);
    vi.restoreAllMocks();
    expect(limits).toEqual([3000, 10_000]);
  });
});

describe('a malformed option', () => {
  test.each([
    [{ url: 'vigil.example.org' }, 'url'],
    [{ url: 'ftp://vigil.example.org' }, 'url'],
    [{ url: 'https://vigil.example.org/v1' }, 'url'],
    [{ url: '' }, 'url'],
    [{ secret: 'whsec_not base64!' }, 'secret'],
    [{ secret: '' }, 'secret'],
  ] as const)('is said, and nothing is sent: %j', async (wrong, option) => {
    expect(await client(wrong).sendEvent(sessionStarted, data, { id: 'evt-1' })).toEqual({
      id: 'evt-1',
      status: 'misconfigured',
      option,
    });
    expect(received).toEqual([]);
  });
});

describe('a question', () => {
  const options = () => ({ url, tenantId: 'clinic', secret, random: () => 1, wait: () => Promise.resolve() });
  const questions = {
    clearance: () => askClearance(options(), { sessionId: 'session-1', clientId: 'client-1' }),
    'on-call load': () => askLoad(options(), { timeZone: 'America/Chicago' }),
    'records API': () => recordsApiClient(options()).ask('/v1/openings', { recordId: 'rec-1' }),
  };

  test.each(Object.entries(questions))('%s is asked again after 503', async (_, ask) => {
    answer = { status: 503, body: '{}' };
    expect(await ask()).toMatchObject({ status: 'answered', httpStatus: 503 });
    expect(received).toHaveLength(5);
  });

  test.each(Object.entries(questions))('%s that nobody answers is said, and never thrown', async (_, ask) => {
    await close();
    close = () => Promise.resolve();
    expect(await ask()).toMatchObject({ status: 'unreachable', cause: 'network' });
  });

  test('about clearance that nobody answers, or a gateway answers with a page, means no', async () => {
    answer = { status: 502, body: '<html>Bad Gateway</html>' };
    expect(await questions.clearance()).toMatchObject({ mayStart: false, decision: 'blocked' });
    await close();
    close = () => Promise.resolve();
    expect(await questions.clearance()).toMatchObject({ mayStart: false, decision: 'blocked' });
  });

  test('about clearance is given up after a quarter of a minute', async () => {
    answer = { status: 503, body: '{}', headers: { 'retry-after': '16' } };
    expect(await questions.clearance()).toMatchObject({ httpStatus: 503, mayStart: false });
    expect(received).toHaveLength(1);
  });

  test('is sent through the given fetch', async () => {
    const asked: unknown[] = [];
    const given: typeof fetch = (target) => {
      asked.push(target);
      return Promise.resolve(new Response('{"mayStart":true,"decision":"cleared"}', { status: 200 }));
    };
    const answered = await askClearance({ ...options(), fetch: given }, { sessionId: 'session-1' });
    expect(answered).toEqual({ status: 'answered', httpStatus: 200, mayStart: true, decision: 'cleared' });
    expect(asked).toEqual([`${url}/v1/sessions/session-1/clearance`]);
  });
});
