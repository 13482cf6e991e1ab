import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test, vi } from 'vitest';
import { clientOptions } from '../../../../functions/platform/aws/client-options.ts';

let asked = 0;
const silent = createServer(() => {
  asked += 1;
  // The first timers of the client run once its request is out.
  setImmediate(() => vi.advanceTimersByTime(3_000));
}).listen(0);
afterAll(() => {
  vi.useRealTimers();
  silent.closeAllConnections();
  silent.close();
});

test('a service that takes calls and never answers is given up after four tries of three seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true, advanceTimeDelta: 20 });
  const client = new DynamoDBClient({
    ...clientOptions,
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  await expect(client.send(new DescribeTableCommand({ TableName: 'State' }))).rejects.toThrow(
    /timeout|timed out/i,
  );
  expect(asked).toBe(4);
});
