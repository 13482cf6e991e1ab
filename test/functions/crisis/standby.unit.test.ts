import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { standbyCaller, type StandbyPhone, type Waiting } from '../../../functions/crisis/standby.ts';
import { type Trouble, queueConsumer } from '../../../functions/platform/lambda/queue-consumer.ts';
import { HopelessError } from '../../../functions/platform/lambda/hopeless-error.ts';
import { recordedLog } from '../../memory/recorded-log.ts';
import { runContext, sqsEvent } from '../sqs-event.ts';

class Defect extends HopelessError {
  override readonly name = 'Defect';
}

interface Try {
  readonly work?: () => Promise<void>;
  readonly queue?: () => Promise<void>;
  readonly remainingMs?: number;
}
const down = () => Promise.reject(new Error('the table is down'));
const hangs = () => new Promise<never>(() => undefined);

/** What a queue does on the try of this number, where the work fails. */
const onTry = async (
  receiveCount: number,
  { work = down, queue = () => Promise.resolve(), remainingMs = 10_000 }: Try = {},
) => {
  const called: Trouble[] = [];
  const log = recordedLog();
  let tries: number | undefined;
  const handler = queueConsumer(
    {
      log,
      retrySoon: queue,
      setAside: queue,
      callStandby: (_, trouble) => {
        called.push(trouble);
        return Promise.reject(new Error('no number'));
      },
    },
    (body) => body,
    (_, delivery) => {
      tries = delivery.tries;
      return work();
    },
  );
  const event = sqsEvent({});
  for (const record of event.Records) record.attributes.ApproximateReceiveCount = String(receiveCount);
  const answer = (await handler(event satisfies SQSEvent, runContext(remainingMs))) as {
    batchItemFailures: readonly unknown[];
  };
  return { called, comesBack: answer.batchItemFailures.length > 0, tries };
};

test('people on standby are called half a minute after the first try, and every ten minutes from then on', async () => {
  const tries = Array.from({ length: 30 }, (_, index) => index + 1);
  const due: number[] = [];
  for (const number of tries) if ((await onTry(number)).called.length > 0) due.push(number);
  expect(due).toEqual([5, 15, 25]);
});

test('a message comes back also where nobody on standby can be called', async () => {
  expect(await onTry(5)).toMatchObject({ called: ['outage'], comesBack: true });
});

test('a message that can never succeed calls them at once', async () => {
  const work = () => Promise.reject(new Defect());
  expect(await onTry(1, { work })).toMatchObject({ called: ['hopeless'], comesBack: false });
});

test('work that hangs has failed before Lambda cuts the run off, and calls them as any failure does', async () => {
  const remainingMs = 5_010;
  expect(await onTry(1, { work: hangs, remainingMs })).toMatchObject({ called: [], comesBack: true });
  expect(await onTry(5, { work: hangs, remainingMs })).toMatchObject({ called: ['outage'], comesBack: true });
});

test('a queue that fails as well keeps nobody from being called', async () => {
  expect(await onTry(5, { queue: down })).toMatchObject({ called: ['outage'], comesBack: true });
  const work = () => Promise.reject(new Defect());
  expect(await onTry(1, { work, queue: down })).toMatchObject({ called: ['hopeless'], comesBack: true });
});

test('who works on a message learns which try it is', async () => {
  expect(await onTry(7, { work: () => Promise.resolve() })).toMatchObject({ tries: 7, comesBack: false });
});

const standby = (accepts: (number: string) => boolean = () => true, waiting: Waiting = 'alarm') => {
  const sent: string[] = [];
  const log = recordedLog();
  let now = 0;
  const phones: Readonly<Record<string, readonly StandbyPhone[]>> = {
    clinic: [
      { number: '+12025550111', voice: { name: 'Riverbend', language: 'en' } },
      { number: '+12025550112', voice: { name: 'Riverbend', language: 'es' } },
    ],
  };
  const call = standbyCaller({
    phones: { of: (tenantId) => Promise.resolve(phones[tenantId] ?? []) },
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
    waiting,
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

test('answers that wait are one text for the whole tenant, since most of them are harmless', async () => {
  const { call: again, turn } = standby(undefined, 'answers');
  expect(await again({ tenantid: 'clinic', data: { clientId: 'client-1' } })).toMatchObject({ sent: 2 });
  expect(await again({ tenantid: 'clinic', data: { clientId: 'client-2' } })).toMatchObject({ sent: 2 });
  turn(9);
  expect(await again({ tenantid: 'clinic', data: { clientId: 'client-2' } })).toMatchObject({ sent: 4 });
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
