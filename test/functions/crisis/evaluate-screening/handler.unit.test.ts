import type { SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { newClientWatch, observe } from '../../../../domain/crisis/client-watch.ts';
import { screeningSubmitted } from '../../../../events/risk.ts';
import { makeHandler } from '../../../../functions/crisis/evaluate-screening/handler.ts';
import { clientWatchKey } from '../../../../functions/crisis/keys.ts';
import { readCrisisPolicy } from '../../../../functions/crisis/policy.ts';
import { bindingOf } from '../../../../functions/platform/sealing/seal-stated.ts';
import { KeyErasedError, VaultUnavailableError } from '../../../../functions/platform/sealing/vault.ts';
import { memoryRecords } from '../../../memory/memory-records.ts';
import { memoryVault } from '../../../memory/memory-vault.ts';
import { runContext } from '../../sqs-event.ts';
import { createWorld } from '../memory.ts';

const start = '2027-03-01T10:00:00.000Z';
const policy = readCrisisPolicy();
const no = { '1': 0, '2': 0, '6-lifetime': 0 };
const positive = { ...no, '1': 1 };

let world: ReturnType<typeof createWorld>;
let records: ReturnType<typeof memoryRecords>;
beforeEach(() => {
  world = createWorld(start);
  records = memoryRecords();
});

const data = { clientId: 'client-1', instrument: 'cssrs-screener' };
const bindingFor = (id: string) => {
  const event = { tenantId: 'clinic', eventId: `urn:example:platform|${id}`, data };
  const binding = bindingOf(screeningSubmitted, event);
  if (binding === undefined) throw new Error('a screening is always sealed');
  return { binding, eventId: event.eventId };
};

const seal = async (id: string, plaintext: string) => {
  const { binding, eventId } = bindingFor(id);
  const jwe = await memoryVault.seal(binding, plaintext);
  await records.add({ ...binding, eventId, sealedAt: world.now(), jwe });
};

const deliver = async (id: string, vault: Pick<typeof memoryVault, 'open'> = memoryVault, time = start) => {
  const body = {
    specversion: '1.0',
    id,
    source: 'urn:example:platform',
    type: screeningSubmitted.type,
    time,
  };
  const record = {
    messageId: id,
    body: JSON.stringify({ ...body, tenantid: 'clinic', data }),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
  };
  const handler = makeHandler({ ...world, records, vault, policy });
  return handler({ Records: [record] } as unknown as SQSEvent, runContext());
};

const done = { batchItemFailures: [] };
const submit = async (id: string, answers: object, time = start) => {
  await seal(id, JSON.stringify({ answers }));
  expect(await deliver(id, memoryVault, time)).toEqual(done);
};
const opened = () =>
  world.facts.filter(({ type }) => type.startsWith('incident.')).map(({ data: fact }) => fact['trigger']);
const tasks = () =>
  world.facts
    .filter(({ type }) => type === 'screening.review-due.v1')
    .map(({ data: fact }) => fact['reason']);
const watchClient = async () => {
  const seen = { type: 'watched', level: 'elevated', at: start } as const;
  const decided = observe(newClientWatch('client-1'), seen, undefined, policy, start);
  if (decided !== undefined)
    await world.aggregates.save(clientWatchKey('clinic', 'client-1'), 0, decided, { now: start });
};

describe('answers', () => {
  test('that are all no page nobody and make no task', async () => {
    await submit('evt-1', no);
    expect([opened(), tasks()]).toEqual([[], []]);
  });

  test.each([{ q5: 1 }, { '6-past-3-month': 1 }, {}])('%j is unknown: a task today', async (answers) => {
    await submit('evt-1', answers);
    expect([opened(), tasks()]).toEqual([[], ['incomplete']]);
  });

  test('that are unknown page for a watched client', async () => {
    await watchClient();
    await submit('evt-1', {});
    expect(opened()).toEqual(['screening-incomplete']);
  });

  test('that are positive page, whatever else is malformed', async () => {
    await submit('evt-1', { '4': 1, '5': 'x', name: 'y' });
    expect(opened()).toEqual(['cssrs-imminent']);
  });

  test('of one event are evaluated once', async () => {
    await submit('evt-1', {});
    expect(await deliver('evt-1')).toEqual(done);
    expect(tasks()).toEqual(['incomplete']);
  });

  test.each([1, 2, 3])(
    'page also if the process ends at write %d and the message comes again',
    async (writes) => {
      await seal('evt-1', JSON.stringify({ answers: { '4': 1 } }));
      world.crashAfter(writes);
      await deliver('evt-1').catch(() => undefined);
      world.noCrash();
      expect(await deliver('evt-1')).toEqual(done);
      expect(opened()).toEqual(['cssrs-imminent']);
      expect(world.queues.escalation.length).toBeGreaterThan(0);
      expect(tasks()).toEqual(['incomplete']);
    },
  );
});

describe('answers that cannot be read page as the worst', () => {
  test.each([
    ['not JSON', '{"answers":'],
    ['not an object', 'null'],
    ['without answers', '{}'],
    ['answers that are a list', '{"answers":[1]}'],
  ])('%s', async (_, plaintext) => {
    await seal('evt-1', plaintext);
    expect(await deliver('evt-1')).toEqual(done);
    expect(opened()).toEqual(['screening-unreadable']);
  });

  test('not there', async () => {
    expect(await deliver('evt-1')).toEqual(done);
    expect(opened()).toEqual(['screening-unreadable']);
  });

  test('under a key that is gone', async () => {
    await seal('evt-1', '{}');
    const open = () => Promise.reject(new KeyErasedError('clinic', 'client:client-1'));
    expect(await deliver('evt-1', { open })).toEqual(done);
    expect(opened()).toEqual(['screening-unreadable']);
  });

  test('but an outage is tried again', async () => {
    await seal('evt-1', JSON.stringify({ answers: positive }));
    const open = () => Promise.reject(new VaultUnavailableError('unreachable'));
    expect(await deliver('evt-1', { open })).toEqual({ batchItemFailures: [{ itemIdentifier: 'evt-1' }] });
    expect(opened()).toEqual([]);
    expect(await deliver('evt-1')).toEqual(done);
    expect(opened()).toEqual(['cssrs-referral']);
  });
});

describe('the clinical date', () => {
  test('old answers are a task', async () => {
    await submit('evt-1', positive, '2027-02-20T10:00:00Z');
    expect([opened(), tasks()]).toEqual([[], ['old']]);
  });

  test('the same answers of the same date, sent again, are a task; changed ones page', async () => {
    await submit('evt-1', positive);
    await submit('evt-2', positive);
    expect([opened(), tasks()]).toEqual([['cssrs-referral'], ['re-sent']]);
    await submit('evt-3', { ...positive, '2': 1, '3': 0, '4': 0, '5': 1 });
    expect(opened()).toContain('cssrs-imminent');
  });

  test('the same answers of a later date are new', async () => {
    await submit('evt-1', positive);
    world.turn('2027-03-01T12:00:00.000Z');
    await submit('evt-2', positive, '2027-03-01T12:00:00Z');
    expect([opened(), tasks()]).toEqual([['cssrs-referral', 'cssrs-referral'], []]);
  });
});
