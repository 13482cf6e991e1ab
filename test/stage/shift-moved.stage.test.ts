import { expect, test } from 'vitest';
import { fillSchedule } from '../../client/calendar/fill-schedule.ts';
import { confirmPhones, phones } from '../../demo/clinic.ts';
import { rosterPublished } from '../../events/roster.ts';
import { calendarFeed } from './calendar-feed.ts';
import { useClinic } from './open-stage.ts';

const clinic = useClinic();

test('a calendar becomes shifts; who comes on is told, and whose shift moved by a later calendar is told once', async () => {
  const { state, stage, textsOn, clearPhones } = clinic();
  const now = await stage.now();
  const tomorrow = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const cem = '+12025550113';
  const roster = {
    rosterId: 'roster-calendar',
    tiers: [{ staffIds: [], scheduleIds: ['nights'], answerWithinSeconds: 300 }],
    schedules: [{ scheduleId: 'nights', layers: [], fallbackStaffId: 'staff-cem' }],
    phones: { 'staff-ada': phones.ada, 'staff-bea': phones.bea, 'staff-cem': cem },
  };
  const publish = async (...nights: [from: string, title: string][]) => {
    const turns = nights.map(([from, title]) => [
      `DTSTART:${tomorrow}T${from}0000Z`,
      'DURATION:PT6H',
      `SUMMARY:${title}`,
    ]);
    const filled = fillSchedule(roster, 'nights', calendarFeed(...turns), {
      people: { 'Ada Example': 'staff-ada' },
      from: await stage.now(),
      days: 20,
    });
    if (filled.outcome === 'refused') throw new Error(`${filled.place}: ${filled.reason}`);
    await state(rosterPublished, filled.roster);
  };
  await publish(['00', 'Ada Example'], ['12', 'staff-bea']);
  await confirmPhones(clinic(), [phones.ada, phones.bea, cem]);

  await publish(['00', 'Ada Example'], ['14', 'staff-bea']);
  const moved = 'VIGIL: the roster changed, and so did your next shifts. Please check it.';
  expect(await textsOn(phones.ada)).toEqual([]);
  expect(await textsOn(phones.bea)).toEqual([moved]);
  expect(await textsOn(cem)).toEqual([moved]);

  await clearPhones();
  await publish(['00', 'Ada Example'], ['14', 'staff-bea']);
  expect([await textsOn(phones.bea), await textsOn(cem)]).toEqual([[], []]);

  await stage.advance('P2D');
  expect(await textsOn(phones.ada)).toEqual([
    'VIGIL: you are on call from now. Pages come to this phone: keep it on.',
    'VIGIL: your shift has ended, others are on call now. Incidents that you took stay yours.',
  ]);
});
