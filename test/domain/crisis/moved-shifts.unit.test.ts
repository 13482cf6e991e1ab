import fc from 'fast-check';
import { expect, test } from 'vitest';
import { movedShifts } from '../../../domain/crisis/roster/moved-shifts.ts';
import type { RosterDefinition, Schedule } from '../../../domain/crisis/roster/roster.ts';
import { plusSeconds } from '../../../domain/instant.ts';

const now = '2027-03-01T12:00:00.000Z';
const hour = (hours: number) => plusSeconds(now, hours * 3600);
const shift = (from: number, until: number, ...staffIds: string[]) => ({
  from: hour(from),
  until: hour(until),
  staffIds,
});
const roster = (shifts: Schedule['shifts'], changes: Partial<RosterDefinition> = {}): RosterDefinition => ({
  tiers: [{ staffIds: [], scheduleIds: ['main'], answerWithinSeconds: 300 }],
  schedules: [{ scheduleId: 'main', layers: [], shifts }],
  ...changes,
});
const old = roster([shift(-6, 6, 'ada'), shift(6, 18, 'bea'), shift(18, 30, 'cem')]);

test('the same roster again moves nobody, at whatever moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10, max: 40 }), (at) => {
      expect(movedShifts(old, old, hour(at))).toEqual([]);
    }),
  );
});

test('whose shift to come begins, ends or goes elsewhere is named, nobody else', () => {
  const swapped = roster([shift(-6, 6, 'ada'), shift(6, 18, 'cem'), shift(18, 30, 'bea')]);
  expect(movedShifts(old, swapped, now)).toEqual(['bea', 'cem']);
  const longer = roster([shift(-6, 6, 'ada'), shift(6, 20, 'bea'), shift(20, 30, 'cem')]);
  expect(movedShifts(old, longer, now)).toEqual(['bea', 'cem']);
  const away = { quiet: [{ from: hour(6), until: hour(12), staffId: 'bea' }] };
  expect(movedShifts(old, { ...old, ...away }, now)).toEqual(['bea']);
});

test('who is on call now hears when the shift ends at another time, not when the hand-off itself tells it', () => {
  const later = roster([shift(-6, 8, 'ada'), shift(8, 18, 'bea'), shift(18, 30, 'cem')]);
  expect(movedShifts(old, later, now)).toEqual(['ada', 'bea']);
  const taken = roster([shift(-6, 6, 'dee'), shift(6, 18, 'bea'), shift(18, 30, 'cem')]);
  expect(movedShifts(old, taken, now)).toEqual([]);
});

test('a shift split in two, one that is past, and a schedule by another name are no move', () => {
  const split = roster([shift(-6, 6, 'ada'), shift(6, 9, 'bea'), shift(9, 18, 'bea'), shift(18, 30, 'cem')]);
  expect(movedShifts(old, split, now)).toEqual([]);
  const past = roster([shift(-9, -6, 'dee'), ...(old.schedules?.[0]?.shifts ?? [])]);
  expect(movedShifts(old, past, now)).toEqual([]);
  const renamed = { ...old, schedules: old.schedules?.map((it) => ({ ...it, scheduleId: 'other' })) };
  expect(movedShifts(old, renamed, now)).toEqual([]);
});
