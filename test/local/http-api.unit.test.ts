import { afterAll, beforeAll, expect, it } from 'vitest';
import { runStage, type RunningStage } from './fixtures/running-stage.ts';
import type { Json } from './fixtures/json.ts';

let stage: RunningStage;
beforeAll(async () => {
  stage = await runStage();
});
afterAll(() => stage.close());

const json = async (answer: Response): Promise<Json> => answer.json();
const call = (path: string, init?: RequestInit) => fetch(`${stage.url}${path}`, init);

it('hands the function a payload of format 2.0 and passes its answer on', async () => {
  const answer = await call('/v1/things/a%20b?x=1&x=2', {
    headers: { cookie: 'c=1; d=2', 'X-Case': 'Kept' },
  });
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  const { event } = await json(answer);
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'GET /v1/things/{id}',
    rawQueryString: 'x=1&x=2',
    queryStringParameters: { x: '1,2' },
    pathParameters: { id: 'a b' },
    cookies: ['c=1', 'd=2'],
    isBase64Encoded: false,
  });
  expect(event.headers['x-case']).toBe('Kept');
});

it('leaves JSON as text and sends other content types as Base64', async () => {
  const post = async (type: string) =>
    json(await call('/v1/events', { method: 'POST', body: '{"a":"ü"}', headers: { 'content-type': type } }));
  expect((await post('application/json')).event).toMatchObject({ body: '{"a":"ü"}', isBase64Encoded: false });
  const { event } = await post('application/cloudevents+json');
  expect(Buffer.from(event.body, 'base64').toString()).toBe('{"a":"ü"}');
});

it('gives the function the environment of the template, and nothing of the host', async () => {
  const { environment, context, remaining } = await json(await call('/v1/any/thing'));
  expect(environment).toMatchObject({
    TABLE: 'fixture-Table',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: stage.url,
    TZ: 'UTC',
  });
  expect(environment).not.toHaveProperty('PATH');
  expect(context).toMatchObject({ functionName: 'vigil-local-http', memoryLimitInMB: '128' });
  expect(remaining).toBeLessThanOrEqual(2000);
});

it('answers as API Gateway does when there is no route, no answer in time, a fault, or too much', async () => {
  const outcome = async (path: string, init?: RequestInit) => {
    const answer = await call(path, init);
    return [answer.status, (await json(answer)).message];
  };
  expect(await outcome('/elsewhere')).toEqual([404, 'Not Found']);
  expect(await outcome('/v1/things/1?mode=throw')).toEqual([500, 'Internal Server Error']);
  expect(await outcome('/v1/things/1?mode=hang')).toEqual([503, 'Service Unavailable']);
  const body = Buffer.alloc(10 * 1024 * 1024 + 1);
  expect(await outcome('/v1/events', { method: 'POST', body })).toEqual([413, 'Request Entity Too Large']);
  // The environment that timed out is thrown away: the next call gets a fresh one.
  expect((await call('/v1/things/1')).status).toBe(200);
});

it('never runs two invocations in one environment, whatever comes in at once', async () => {
  const calls = Array.from({ length: 12 }, async () => json(await call('/v1/things/1?mode=together')));
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 12 }, () => ({ most: 1 })));
});

it('serves its page without outside assets', async () => {
  const page = await call('/_local/');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).not.toMatch(/(src|href)=/);
});
