import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it } from 'vitest';
import { fixtureResources, writeAssembly } from './fixtures/assembly.ts';
import type { Json } from './fixtures/json.ts';

const launched: ChildProcess[] = [];
afterEach(() => launched.forEach((child) => child.kill('SIGKILL')));

async function launch(assembly: string, dataDir: string) {
  const main = join(import.meta.dirname, '../../local/main.ts');
  const child = spawn(process.execPath, [main, '--assembly', assembly, '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  launched.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /http:\S+/.exec(String(line))?.[0] ?? '';
  const control = async (method: string, path: string, body?: object): Promise<Json> =>
    (await fetch(`${url}/_local${path}`, { method, ...(body && { body: JSON.stringify(body) }) })).json();
  const ended = once(child, 'exit');
  return {
    url,
    control,
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      return (await ended) as [number | null, string | null];
    },
  };
}

it('goes on after a kill where it was: clock, delayed and hidden messages, phones, retries, schedules', async () => {
  const assembly = writeAssembly(fixtureResources());
  const dataDir = mkdtempSync(join(tmpdir(), 'data-'));
  const first = await launch(assembly, dataDir);
  const credentials = { accessKeyId: 'LOCALROOT', secretAccessKey: 'local' };
  const sqs = new SQSClient({
    endpoint: first.url,
    region: 'us-east-1',
    credentials,
    useQueueUrlAsEndpoint: false,
  });
  const QueueUrl = `${first.url}/000000000000/work`;
  await first.control('POST', '/clock/advance', { duration: 'P1Y' });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"name":"later"}', DelaySeconds: 300 }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"name":"hidden","outcome":"fail"}' }));
  await first.control('POST', '/phones/+12025550101/reply', { text: 'fail' });
  await first.control('POST', '/idle');
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    expect(statSync(join(entry.parentPath, entry.name)).mode & 0o077, entry.name).toBe(0);
  const before = await first.control('GET', '/clock');
  await first.end('SIGKILL');

  const second = await launch(assembly, dataDir);
  const after = await second.control('GET', '/clock');
  expect(Date.parse(after.now)).toBeGreaterThanOrEqual(Date.parse(before.now));
  expect(Date.parse(after.now) - Date.parse(before.now)).toBeLessThan(30_000);
  const queues: Json[] = await second.control('GET', '/queues');
  expect(queues.find(({ name }) => name === 'Work')).toMatchObject({ delayed: 1, inFlight: 1 });
  expect(await second.control('GET', '/phones')).toMatchObject([{ replies: [{ text: 'fail' }] }]);

  await second.control('POST', '/clock/advance', { duration: 'PT6M' });
  expect((await second.control('GET', '/tables/Table')).map(({ pk }: Json) => pk)).toEqual(['later']);
  const logs: Json[] = await second.control('GET', '/logs');
  expect(
    logs.filter(({ function: name, line }) => name === 'reply' && line.includes('no reply')),
  ).toHaveLength(2);
  expect(logs.filter(({ function: name }) => name === 'tick').length).toBeGreaterThanOrEqual(5);
  expect(await second.control('GET', '/queues')).toContainEqual(
    expect.objectContaining({ name: 'Dead', visible: 1 }),
  );
  expect(await second.end('SIGTERM')).toEqual([0, null]);
});
