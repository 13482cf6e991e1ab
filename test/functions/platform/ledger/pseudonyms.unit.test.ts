import { expect, test } from 'vitest';
import { storedPseudonyms } from '../../../../functions/platform/ledger/pseudonyms.ts';
import type { AggregateKey, Aggregates } from '../../../../functions/platform/state/aggregates.ts';
import { memoryAggregates } from '../../../memory/memory-aggregates.ts';

const now = () => '2027-03-01T10:00:00.000Z';

test('a client has one pseudonym, which leads back to the client', async () => {
  const aggregates = memoryAggregates();
  const pseudonym = await storedPseudonyms(aggregates, now).of('clinic', 'client-1');
  const another = storedPseudonyms(aggregates, now);
  expect(pseudonym).toMatch(/^p-[0-9a-f]{32}$/);
  expect(await another.of('clinic', 'client-1')).toBe(pseudonym);
  expect(await another.of('clinic', 'client-2')).not.toBe(pseudonym);
  expect(await another.of('school', 'client-1')).not.toBe(pseudonym);
  expect(await another.clientOf('clinic', pseudonym)).toBe('client-1');
  expect(await another.clientOf('school', pseudonym)).toBeUndefined();
});

test('two runs that meet a new client at once agree on one pseudonym', async () => {
  const aggregates = memoryAggregates();
  const runs = Array.from({ length: 5 }, () => storedPseudonyms(aggregates, now).of('clinic', 'client-1'));
  expect(new Set(await Promise.all(runs)).size).toBe(1);
});

test('a forgotten pseudonym leads nowhere, and later facts share no name', async () => {
  const aggregates = memoryAggregates();
  const pseudonyms = storedPseudonyms(aggregates, now);
  const before = await pseudonyms.of('clinic', 'client-1');
  await pseudonyms.forget('clinic', 'client-1');
  await pseudonyms.forget('clinic', 'client-1');
  expect(await pseudonyms.clientOf('clinic', before)).toBeUndefined();
  const later = storedPseudonyms(aggregates, now);
  const names = [await later.of('clinic', 'client-1'), await later.of('clinic', 'client-1'), before];
  expect(new Set(names).size).toBe(3);
});

test('a client who is forgotten before the ledger first names them gets no lasting pseudonym', async () => {
  const pseudonyms = storedPseudonyms(memoryAggregates(), now);
  await pseudonyms.forget('clinic', 'client-1');
  expect(await pseudonyms.of('clinic', 'client-1')).not.toBe(await pseudonyms.of('clinic', 'client-1'));
});

test.each([1, 2])(
  'write %i that took effect and failed all the same leaves no second way back',
  async (nth) => {
    const aggregates = memoryAggregates();
    const holders: AggregateKey<unknown>[] = [];
    let writes = 0;
    const failing: Aggregates = {
      load: (key) => aggregates.load(key),
      async save(key, ...rest) {
        if (key.kind === 'pseudonym-holder') holders.push(key);
        const outcome = await aggregates.save(key, ...rest);
        if ((writes += 1) === nth) throw new Error('the answer was lost');
        return outcome;
      },
    };
    const pseudonyms = storedPseudonyms(failing, now);
    await expect(pseudonyms.of('clinic', 'client-1')).rejects.toThrow('the answer was lost');
    const pseudonym = await pseudonyms.of('clinic', 'client-1');
    expect(await pseudonyms.clientOf('clinic', pseudonym)).toBe('client-1');
    const known = holders.filter((key) => JSON.stringify(aggregates.peek(key)?.state).includes('client-1'));
    expect(new Set(known.map(({ ids }) => ids[1]))).toEqual(new Set([pseudonym]));
  },
);
