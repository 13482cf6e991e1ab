import { request } from 'node:http';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stageClient } from '../../local/stage-client.ts';
import { runStage, type RunningStage } from './fixtures/running-stage.ts';

let stage: RunningStage;
beforeAll(async () => {
  stage = await runStage();
});
afterAll(() => stage.close());

const number = '+12025550101';
const page = async () => (await fetch(`${stage.url}/_local/`)).text();

/** What a browser does with a form when it runs no script. */
const submit = (path: string, fields: Record<string, string>) =>
  fetch(`${stage.url}/_local${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: stage.url },
    redirect: 'manual',
  });

it('shows phones, queues and the clock without a script, with text as text', async () => {
  await stage.sns.send(new PublishCommand({ PhoneNumber: number, Message: '<b>Page A1</b>' }));
  const html = await page();
  expect(html).toContain('&lt;b&gt;Page A1&lt;/b&gt;');
  expect(html).not.toContain('<b>');
  expect(html).toMatch(/<td>Work<\/td>/);
  expect(html).toMatch(/<time>\d{4}-/);
  expect(html).toContain('name="viewport"');
});

it('names every control for a screen reader', async () => {
  const html = await page();
  for (const [control] of html.matchAll(/<(select|input|progress)\b[^>]*>/g))
    if (!control.includes('type="hidden"')) expect(control).toMatch(/aria-label="[^"]+"/);
});

it('takes replies, carriers and turns from plain forms', async () => {
  const phone = `/phones/${encodeURIComponent(number)}`;
  expect((await submit(`${phone}/reply`, { text: 'A1' })).status).toBe(303);
  expect((await submit(phone, { carrier: 'unreachable' })).headers.get('location')).toBe('/_local/');
  const [shown] = await stageClient(stage.url).phones();
  expect(shown).toMatchObject({ carrier: 'unreachable', replies: [{ text: 'A1' }] });
  expect(await page()).toMatch(/<option selected>unreachable<\/option>/);
  const before = (await stageClient(stage.url).now()).getTime();
  expect((await submit('/clock/advance', { duration: 'PT1H', wait: 'false' })).status).toBe(303);
  await expect
    .poll(async () => (await stageClient(stage.url).now()).getTime() - before, {
      interval: 10,
      timeout: 30_000,
    })
    .toBeGreaterThanOrEqual(3_600_000);
});

it('explains a refusal on the page', async () => {
  const answer = await submit('/clock/advance', { duration: 'tomorrow' });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toMatch(/role="alert">\s*<p>duration is an ISO 8601 duration/);
});

it('shows the last texts of a phone only, so that it stays short', async () => {
  for (let text = 1; text <= 30; text++)
    await stage.sns.send(
      new PublishCommand({ PhoneNumber: '+12025550102', Message: `text ${text} of many` }),
    );
  const html = await page();
  expect(html).toContain('10 earlier texts');
  expect(html).toContain('text 30 of many');
  expect(html).not.toContain('text 10 of many');
});

const asHost = (host: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<number | undefined>((answered, failed) => {
    const { hostname, port } = new URL(stage.url);
    request({ hostname, port, path, headers: { host, ...headers } }, (response) => {
      response.resume();
      answered(response.statusCode);
    })
      .on('error', failed)
      .end();
  });

const operator = {
  authorization: 'AWS4-HMAC-SHA256 Credential=LOCALROOT/20300101/us-east-1/secretsmanager/aws4_request',
  'x-amz-target': 'secretsmanager.GetSecretValue',
};

it.each([
  ['an AWS call', '/', operator],
  ['the API', '/v1/things/1', {}],
  ['the page', '/_local/', {}],
  ['the control plane', '/_local/clock', {}],
])('refuses %s under a name that is not this machine', async (_, path, headers) => {
  expect(await asHost('evil.example', path, headers)).toBe(403);
  expect(await asHost('127.0.0.1.evil.example', path, headers)).toBe(403);
  expect(await asHost('localhost:4600', path, headers)).not.toBe(403);
});

it('refuses AWS calls of a page of another site', async () => {
  const { host } = new URL(stage.url);
  expect(await asHost(host, '/', { ...operator, origin: 'https://evil.example' })).toBe(403);
});

it('finds nothing under a malformed path of the API', async () => {
  const { host } = new URL(stage.url);
  expect(await asHost(host, '/v1/things/%')).toBe(404);
  expect(await asHost(host, '/_local/tables/%')).toBe(400);
  expect(await asHost(host, '//')).toBe(404);
});
