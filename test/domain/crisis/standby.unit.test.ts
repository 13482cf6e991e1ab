import { expect, test } from 'vitest';
import { standbyOf } from '../../../domain/crisis/roster/standby.ts';
import type { RosterDefinition } from '../../../domain/crisis/roster/roster.ts';

const tier = (...staffIds: string[]) => ({ staffIds, answerWithinSeconds: 300 });
const roster: RosterDefinition = {
  tiers: [tier('ada'), tier('bea', 'cem')],
  schedules: [{ scheduleId: 'nights', layers: [], fallbackStaffId: 'dee' }],
};

test('those whom the roster names for it are on standby', () => {
  expect(standbyOf({ ...roster, standbyStaffIds: ['eve', 'ada'] })).toEqual(['eve', 'ada']);
});

test('else the last tier and those who take gaps', () => {
  expect(standbyOf(roster)).toEqual(['bea', 'cem', 'dee']);
  expect(standbyOf({ ...roster, standbyStaffIds: [] })).toEqual(['bea', 'cem', 'dee']);
});

test('else everybody, but no more than five', () => {
  const everybody = { ...tier(), everybody: true };
  expect(standbyOf({ tiers: [tier('ada'), everybody] })).toEqual(['ada']);
  const many = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(standbyOf({ tiers: [tier(...many), everybody] })).toHaveLength(5);
});
