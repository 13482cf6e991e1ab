import { expect, test } from 'vitest';
import { rosterKey } from '../../../functions/crisis/keys.ts';
import { night, phones, tenantId } from './night.ts';
import { publishRoster } from './publish-roster.ts';

const tier = (...staffIds: string[]) => ({ staffIds, answerWithinSeconds: 300 });

/** Two managers start from the same roster; the first adds Bea, the second has not seen it. */
const clinic = async () => {
  const it = await night([tier('ada')]);
  const publish = async (id: string, basedOn: string | undefined, ...staffIds: string[]) => {
    it.turn(10);
    const tiers = [tier(...staffIds)];
    return publishRoster(it, id, { tiers, ...(basedOn === undefined ? {} : { basedOn }) });
  };
  await publish('first', undefined, 'ada');
  return {
    ...it,
    publish,
    inForce: () => it.aggregates.peek(rosterKey(tenantId))?.state.definition.tiers[0]?.staffIds,
    refusals: () => it.aggregates.facts.filter(({ type }) => type === 'roster.refused.v1'),
  };
};

test('a roster that was made from the one in force replaces it', async () => {
  const { publish, inForce, refusals } = await clinic();
  expect(await publish('second', 'first', 'ada', 'bea')).toEqual([]);
  expect(await publish('third', 'second', 'bea')).toEqual([]);
  expect(inForce()).toEqual(['bea']);
  expect(refusals()).toEqual([]);
});

test('one that does not say from what it was made replaces whatever is in force', async () => {
  const { publish, inForce } = await clinic();
  await publish('second', 'first', 'ada', 'bea');
  await publish('third', undefined, 'cora');
  expect(inForce()).toEqual(['cora']);
});

test('one that another came before is refused with the difference, once, and the one in force stays', async () => {
  const { publish, inForce, refusals, aggregates, ...it } = await clinic();
  await publish('second', 'first', 'ada', 'bea');
  await publish('third', 'first', 'ada', 'cora');
  expect(inForce()).toEqual(['ada', 'bea']);
  expect(refusals().map(({ data }) => data)).toEqual([
    {
      refusedEventId: 'third',
      inForceEventId: 'second',
      basedOn: 'first',
      addedStaffIds: ['cora'],
      removedStaffIds: ['bea'],
      changedScheduleIds: [],
      plansChanged: true,
    },
  ]);
  await publishRoster(it, 'third', { tiers: [tier('ada', 'cora')], basedOn: 'first' }, phones);
  expect(refusals()).toHaveLength(1);
  // The next hand-off is not forgotten.
  expect(aggregates.peek(rosterKey(tenantId))?.deadline).toBeDefined();
});

test('one whose base has not arrived waits for it, a minute at most', async () => {
  const { publish, inForce, refusals, ...it } = await clinic();
  expect(await publish('third', 'second', 'cora')).toEqual(['message-0']);
  expect(refusals()).toEqual([]);
  await publishRoster(it, 'second', { tiers: [tier('bea')], basedOn: 'first' }, phones, 5);
  expect(await publish('third', 'second', 'cora')).toEqual([]);
  expect(inForce()).toEqual(['cora']);
  expect(await publishRoster(it, 'fifth', { tiers: [tier('ada')], basedOn: 'never' }, phones, 61)).toEqual(
    [],
  );
  expect(refusals()).toHaveLength(1);
});
