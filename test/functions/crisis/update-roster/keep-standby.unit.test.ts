import { expect, test } from 'vitest';
import { keepStandby } from '../../../../functions/crisis/update-roster/keep-standby.ts';
import { rosterKey } from '../../../../functions/crisis/keys.ts';
import type { StandbyPhone } from '../../../../functions/crisis/standby.ts';
import { night, phones, tenantId } from '../night.ts';

const numbersOf = (kept: readonly StandbyPhone[]) => kept.map(({ number }) => number);
const tier = (...staffIds: string[]) => ({ staffIds, answerWithinSeconds: 300 });

test('the numbers of the last tier are kept, in its order', async () => {
  const { dependencies } = await night();
  const kept: (readonly string[])[] = [];
  const save = (_: string, phonesKept: readonly StandbyPhone[]) =>
    Promise.resolve(void kept.push(numbersOf(phonesKept)));
  await keepStandby({ ...dependencies, standby: { save } }, tenantId);
  expect(kept).toEqual([[phones.cora]]);
});

test('a roster that comes into force while an older one is written has the last word', async () => {
  const { dependencies, aggregates } = await night([tier('ada')]);
  const kept: (readonly string[])[] = [];
  const save = async (_: string, phonesKept: readonly StandbyPhone[]) => {
    const known = aggregates.peek(rosterKey(tenantId)) ?? expect.fail('there is no roster');
    if (kept.length === 0) {
      // The newer one has written its numbers already, and these come after it.
      const definition = { tiers: [tier('ada'), tier('bea')] };
      const state = { ...known.state, eventId: 'evt-newer', definition };
      await aggregates.save(
        rosterKey(tenantId),
        known.version,
        { state, facts: [] },
        { now: known.state.at },
      );
    }
    kept.push(numbersOf(phonesKept));
  };
  await keepStandby({ ...dependencies, standby: { save } }, tenantId);
  expect(kept).toEqual([[phones.ada], [phones.bea]]);
});

test('a tenant without a roster has nobody on standby', async () => {
  const { dependencies } = await night();
  const save = () => Promise.reject(new Error('nothing may be written'));
  await expect(keepStandby({ ...dependencies, standby: { save } }, 'another')).resolves.toBeUndefined();
});
