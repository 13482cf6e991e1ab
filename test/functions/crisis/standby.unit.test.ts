import type { Context, SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { standbyCaller } from '../../../functions/crisis/standby.ts';
import { type Trouble, queueConsumer } from '../../../functions/platform/lambda/queue-consumer.ts';
import { HopelessError } from '../../../functions/platform/lambda/hopeless-error.ts';
import { recordedLog } from '../../memory/recorded-log.ts';
import { sqsEvent } from '../sqs-event.ts';

class Defect extends HopelessError {
  override readonly name = 'Defect';
}

/** What a queue does on the try of this number, where the work fails. */
const onTry = async (receiveCount: number, failure: Error = new Error('the table is down')) => {
  const called: Trouble[] = [];
  const log = recordedLog();
  const handler = queueConsumer(
    {
      log,
      retrySoon: () => Promise.resolve(),
      setAside: () => Promise.resolve(),
      callStandby: (_, trouble) => {
        called.push(trouble);
        return Promise.reject(new Error('no number'));
      },
    },
    (body) => body,
    () => Promise.reject(failure),
  );
  const event = sqsEvent({});
  for (const record of event.Records) record.attributes.ApproximateReceiveCount = String(receiveCount);
  const answer = (await handler(event satisfies SQSEvent, {} as Context)) as {
    batchItemFailures: readonly unknown[];
  };
  return { called, comesBack: answer.batchItemFailures.length > 0 };
};

test('people on standby are called half a minute after the first try, and every ten minutes from then on', async () => {
  const tries = Array.from({ length: 30 }, (_, index) => index + 1);
  const due: number[] = [];
  for (const number of tries) if ((await onTry(number)).called.length > 0) due.push(number);
  expect(due).toEqual([5, 15, 25]);
});

test('a message comes back also where nobody on standby can be called', async () => {
  expect(await onTry(5)).toEqual({ called: ['outage'], comesBack: true });
});

test('a message that can never succeed calls them at once', async () => {
  expect(await onTry(1, new Defect())).toEqual({ called: ['hopeless'], comesBack: false });
});

const standby = (accepts: (number: string) => boolean = () => true) => {
  const sent: string[] = [];
  const log = recordedLog();
  let now = 0;
  const numbers: Readonly<Record<string, readonly string[]>> = { clinic: ['+12025550111', '+12025550112'] };
  const call = standbyCaller({
    numbers: { of: (tenantId) => Promise.resolve(numbers[tenantId] ?? []) },
    sms: {
      send: (number, text) => {
        sent.push(`${number} ${text}`);
        return Promise.resolve(
          accepts(number)
            ? { outcome: 'accepted', messageId: 'sms-1' }
            : { outcome: 'failed', failure: 'Throttling' },
        );
      },
    },
    log,
    now: () => now,
  });
  return {
    turn: (minutes: number) => (now += minutes * 60_000),
    call: async (body: unknown) => {
      const [record] = sqsEvent(body).Records;
      if (record === undefined) throw new Error('no message');
      const done = await call(record, 'outage').then(
        () => 'called',
        (error: unknown) => (error as Error).name,
      );
      return { sent: sent.length, done, counted: log.counted };
    },
  };
};
const call = (body: unknown, accepts?: (number: string) => boolean) => standby(accepts).call(body);

test('several messages about one client are one text each ten minutes; another client has one of its own', async () => {
  const { call: again, turn } = standby();
  const step = { tenantId: 'clinic', clientId: 'client-1', step: { number: 1 } };
  expect(await again(step)).toMatchObject({ sent: 2 });
  turn(1);
  expect(await again({ tenantId: 'clinic', clientId: 'client-1' })).toMatchObject({
    sent: 2,
    done: 'called',
  });
  expect(await again({ tenantid: 'clinic', data: { clientId: 'client-2' } })).toMatchObject({ sent: 4 });
  turn(9);
  expect(await again(step)).toMatchObject({ sent: 6 });
});

test('a call that reached nobody is made again', async () => {
  let accepts = false;
  const { call: again } = standby(() => accepts);
  expect(await again({ tenantId: 'clinic', clientId: 'client-1' })).toMatchObject({ sent: 2 });
  accepts = true;
  expect(await again({ tenantId: 'clinic', clientId: 'client-1' })).toMatchObject({
    sent: 4,
    done: 'called',
  });
});

test.each([
  ['a fact from the bus', { tenantid: 'clinic', data: { clientId: 'client-1' } }],
  ['a message of Vigil’s own', { tenantId: 'clinic', clientId: 'client-1' }],
  ['a message that is no JSON', '{"tenantid": "clinic", "data": '],
])('%s says whose standby numbers are texted', async (_, body) => {
  expect(await call(body)).toEqual({ sent: 2, done: 'called', counted: { StandbyTexts: 2 } });
});

test('one number that is refused does not count, and none at all is an error', async () => {
  const body = { tenantid: 'clinic' };
  expect(await call(body, (number) => number.endsWith('1'))).toMatchObject({ done: 'called' });
  expect(await call(body, () => false)).toMatchObject({ done: 'StandbyUnreachableError' });
  expect(await call({ tenantid: 'school' })).toMatchObject({ sent: 0, done: 'StandbyUnreachableError' });
  expect(await call('nonsense')).toMatchObject({ sent: 0, done: 'StandbyUnreachableError' });
});
