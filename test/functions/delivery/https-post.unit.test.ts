import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpsPost } from '../../../functions/delivery/send-webhook/https-post.ts';

let connections = 0;
const server = createServer((socket) => {
  connections += 1;
  socket.destroy();
});
let port = 0;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

const post = (url: string) => httpsPost({ url, headers: {}, body: '{}', attempt: 1 });

test.each([
  ['a private address', () => `https://127.0.0.1:${port}/`],
  ['the same as a number', () => `https://2130706433:${port}/`],
  ['the same in IPv6', () => `https://[::ffff:127.0.0.1]:${port}/`],
  ['a name that leads to this machine', () => `https://localhost:${port}/`],
])('%s gets no connection', async (_, url) => {
  expect(await post(url())).toEqual({ outcome: 'refused', reason: 'address-not-public' });
  expect(connections).toBe(0);
});

test('a name that nobody has is no fault of ours', async () => {
  expect(await post('https://nobody.invalid/')).toEqual({ outcome: 'refused', reason: 'name-unknown' });
});
