import { gzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { beforeEach, expect, test } from 'vitest';
import { messageKey } from '../../../../functions/crisis/keys.ts';
import { makeHandler } from '../../../../functions/crisis/receive-receipt/handler.ts';
import { partitionKeyOf } from '../../../../functions/platform/state/item-key.ts';
import { type RecordedLog, recordedLog } from '../../../memory/recorded-log.ts';
import { createWorld, type World } from '../memory.ts';

let world: World;
let log: RecordedLog;
beforeEach(() => {
  world = createWorld('2027-03-01T09:00:00.000Z');
  log = recordedLog();
  const pages = [
    { tenantId: 'clinic', clientId: 'client-1', incidentId: 'incident-1', staffId: 'ada', code: '4821' },
  ];
  world.items.set(partitionKeyOf(messageKey('message-1')), { state: { pages }, version: 1 });
});

/** A line of the delivery log that says this of a page to Ada. */
const receive = (providerResponse: string) => {
  const message = JSON.stringify({
    notification: { messageId: 'message-1' },
    delivery: { destination: '+12025550101', providerResponse },
    status: 'FAILURE',
  });
  const data = { messageType: 'DATA_MESSAGE', logEvents: [{ message }] };
  return makeHandler({ ...world, log })(
    { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } },
    {} as Context,
  );
};
const failures = () =>
  world.queues.escalation.map(
    ({ body }) => (body as { undelivered: { failure: string } }).undelivered.failure,
  );

test('a quota that is used up has a code and a metric of its own, and the next person is due', async () => {
  await receive('No quota left for account');
  expect(failures()).toEqual(['quota-spent']);
  expect(log.counted).toEqual({ SmsQuotaSpent: 1 });
});

test.each([
  ['Phone is currently unreachable/unavailable', 'phone-unreachable'],
  ['Phone number is opted out', 'opted-out'],
  ['Something that AWS has never said', 'undelivered'],
])('"%s" is %s, and says nothing about the quota', async (response, failure) => {
  await receive(response);
  expect(failures()).toEqual([failure]);
  expect(log.counted).toEqual({ SmsUndelivered: 1 });
});

test('a receipt that names its page needs no stored message', async () => {
  const page = { tenantId: 'clinic', clientId: 'client-2', incidentId: 'incident-2', staffId: 'bea' };
  const detail = { eventType: 'TEXT_TTL_EXPIRED', messageId: 'never-stored', context: page };
  await makeHandler({ ...world, log })({ source: 'aws.sms-voice', detail }, {} as Context);
  const { incidentId, staffId } = page;
  expect(world.queues.escalation.map(({ body }) => body)).toEqual([
    { tenantId: 'clinic', clientId: 'client-2', undelivered: { incidentId, staffId, failure: 'expired' } },
  ]);
});
