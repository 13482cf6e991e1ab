import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RosterDefinition } from '../../../domain/crisis/roster/roster.ts';
import {
  afterStatement,
  type SingleOverride,
  type SingleOverrides,
  withSingleOverrides,
} from '../../../domain/crisis/roster/single-overrides.ts';

const now = '2027-03-01T10:00:00.000Z';
const roster: RosterDefinition = {
  tiers: [{ staffIds: [], scheduleIds: ['nights'], answerWithinSeconds: 300 }],
  schedules: [{ scheduleId: 'nights', layers: [], overrides: [], fallbackStaffId: 'ada' }],
};
const span = { from: '2027-03-02T09:00:00.000Z', until: '2027-03-03T09:00:00.000Z' };
const added = (overrideId: string, at = now, changes: object = {}): SingleOverride => ({
  overrideId,
  at,
  eventId: `evt-${overrideId}-${at}`,
  override: { scheduleId: 'nights', kind: 'add', staffId: 'bea', ...span, ...changes },
});
const removed = (overrideId: string, at: string): SingleOverride => ({
  overrideId,
  at,
  eventId: `evt-${overrideId}-${at}`,
});
const known = (...statements: readonly SingleOverride[]): SingleOverrides =>
  statements.reduce<SingleOverrides>((all, single) => afterStatement(all, single, now), {});
const apply = (singles: SingleOverrides, to = roster, people: readonly string[] = ['ada', 'bea', 'cora']) =>
  withSingleOverrides(to, singles, (staffId) => people.includes(staffId), now);
const overridesIn = ({ schedules = [] }: RosterDefinition) =>
  schedules.flatMap(({ overrides = [] }) => overrides);

describe('a single override', () => {
  test('changes its schedule, and leaves it as it was when it is withdrawn', () => {
    const { definition, ineffective } = apply(known(added('one')));
    expect(overridesIn(definition)).toEqual([{ kind: 'add', staffId: 'bea', ...span, overrideId: 'one' }]);
    expect(ineffective).toEqual([]);
    const without = known(added('one'), removed('one', '2027-03-01T10:00:01.000Z'));
    expect(apply(without, definition).definition).toEqual(roster);
  });

  test('stays in force in the next roster, beside the overrides that the roster brings', () => {
    const own = { kind: 'remove' as const, staffId: 'cora', ...span };
    const [schedule] = roster.schedules ?? [];
    if (schedule === undefined) throw new Error('no schedule');
    const next = { ...roster, schedules: [{ ...schedule, overrides: [own] }] };
    expect(overridesIn(apply(known(added('one')), next).definition)).toMatchObject([
      own,
      { overrideId: 'one' },
    ]);
  });

  test.each([
    [added('one', now, { scheduleId: 'days' }), 'schedule-unknown'],
    [added('one', now, { staffId: 'zed' }), 'staff-unknown'],
    [added('one', now, { kind: 'replace', byStaffId: 'zed' }), 'staff-unknown'],
  ])('that cannot be applied says why: %o', (single, reason) => {
    expect(apply(known(single))).toMatchObject({
      definition: roster,
      ineffective: [{ overrideId: 'one', reason }],
    });
  });

  test('that contradicts an earlier one has no effect until that one is withdrawn', () => {
    const later = '2027-03-01T10:00:05.000Z';
    const both = known(added('one'), added('two', later, { kind: 'remove' }));
    expect(apply(both)).toMatchObject({ ineffective: [{ overrideId: 'two', reason: 'does-not-fit' }] });
    const freed = afterStatement(both, removed('one', '2027-03-01T10:00:09.000Z'), now);
    const { definition, ineffective } = apply(freed);
    expect(ineffective).toEqual([]);
    expect(overridesIn(definition)).toMatchObject([{ overrideId: 'two', kind: 'remove' }]);
  });

  test('is forgotten a week after its end', () => {
    const old = added('old', '2027-02-01T00:00:00.000Z', {
      from: '2027-02-01T00:00:00.000Z',
      until: '2027-02-20T00:00:00.000Z',
    });
    const recent = added('recent', '2027-02-01T00:00:00.000Z', {
      from: '2027-02-20T00:00:00.000Z',
      until: '2027-02-23T00:00:00.000Z',
    });
    expect(Object.keys(known(old, recent, added('new')))).toEqual(['recent', 'new']);
  });
});

test('whatever the order in which statements arrive, however often, the schedules end alike', () => {
  const statement = fc
    .record({
      overrideId: fc.constantFrom('a', 'b', 'c'),
      second: fc.integer({ min: 0, max: 9 }),
      kind: fc.constantFrom('add', 'remove', 'withdrawn'),
      staffId: fc.constantFrom('bea', 'cora'),
    })
    .map(({ overrideId, second, kind, staffId }) => {
      const at = `2027-03-01T09:00:0${String(second)}.000Z`;
      const single =
        kind === 'withdrawn' ? removed(overrideId, at) : added(overrideId, at, { kind, staffId });
      // An event id belongs to one statement.
      return { ...single, eventId: `${single.eventId}-${kind}-${staffId}` };
    });
  const history = fc.array(statement, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      history.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
      ),
      ([inOrder, shuffled]) => {
        expect(apply(known(...shuffled))).toEqual(apply(known(...inOrder)));
      },
    ),
  );
});
