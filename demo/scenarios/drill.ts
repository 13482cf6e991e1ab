import { rosterPublished } from '../../events/roster.ts';
import { type Clinic, codeIn, confirmPhones, furnish, phones } from '../clinic.ts';
import type { Story } from '../story.ts';
import { turnToDrill } from '../turn-to-drill.ts';
import { counted } from './undelivered.ts';

/** A quiet week: hand-offs are announced, a gap is found before it is night, and the drill shows whose phone does not answer. */
export const drill = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, facts, textsOn, answer, clearPhones } = clinic;
  await furnish(clinic);
  const today = (await stage.now()).toISOString().slice(0, 10);

  await tell(
    'The clinic moves to shifts: Ada and Bea take turns of a day, Chicago time; on call at night only.',
  );
  await state(rosterPublished, {
    rosterId: 'roster-shifts',
    tiers: [{ staffIds: [], scheduleIds: ['nights'], answerWithinSeconds: 300 }],
    schedules: [
      {
        scheduleId: 'nights',
        layers: [
          {
            rotationId: 'daily',
            timeZone: 'America/Chicago',
            startsAt: `${today}T00:00`,
            every: { unit: 'day', count: 1 },
            staffIds: ['staff-ada', 'staff-bea'],
            hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', until: '09:00' }],
          },
        ],
        fallbackStaffId: 'staff-cem',
      },
    ],
    phones: { 'staff-ada': phones.ada, 'staff-bea': phones.bea, 'staff-cem': cem },
  });
  const gaps = await facts('roster.gap-found');
  await expect(
    'the days are nobody’s turn: thirty gaps are facts, and Cem takes them',
    gaps.length >= 30,
    true,
  );
  await confirmPhones(clinic, [cem]);
  await clearPhones();

  await tell('Three days pass.');
  await stage.advance('P3D');
  for (const text of (await textsOn(phones.ada)).slice(0, 2)) await tell(`Ada reads: "${text}"`);
  await expect(
    'Ada got a text when she came on and when she went off',
    await notified(clinic, phones.ada),
    true,
  );
  await clearPhones();

  await tell('Once a week, late in the morning in Chicago, everybody gets a drill.');
  const drillsBefore = (await stage.events('drill.finished.v1')).length;
  const silentBefore = await counted(clinic, 'DrillUnanswered');
  await turnToDrill(clinic, 'America/Chicago', await stage.now());
  const tests = async (number: string) => (await textsOn(number)).filter((text) => text.includes('DRILL'));
  const [test] = await tests(phones.ada);
  await tell(`Ada's phone shows: "${test ?? 'nothing'}"`);
  await expect(
    'all three are tested',
    (await Promise.all([phones.ada, phones.bea, cem].map(tests))).map(({ length }) => length),
    [1, 1, 1],
  );
  await answer(phones.ada, `${codeIn(test)} Y`);
  await answer(cem, 'y');
  await tell('Ada and Cem answer. Half an hour passes.');
  await stage.advance('PT32M');
  const [finished] = (await stage.events('drill.finished.v1')).slice(drillsBefore);
  await expect('the drill shows that Bea did not', finished?.detail.data, {
    answeredStaffIds: ['staff-ada', 'staff-cem'],
    silentStaffIds: ['staff-bea'],
    phones: ['staff-ada', 'staff-bea', 'staff-cem'].map((staffId) => ({
      staffId,
      texted: 1,
      refused: 0,
      answered: staffId === 'staff-bea' ? 0 : 1,
    })),
  });
  await expect('and it is an alarm', (await counted(clinic, 'DrillUnanswered')) - silentBefore, 1);
  await expect('the watchdog beat all the while', (await facts('watchdog.heartbeat')).length > 100, true);
};

const cem = '+12025550113';

const notified = async ({ textsOn }: Clinic, number: string): Promise<boolean> => {
  const texts = await textsOn(number);
  return (
    texts.some((text) => text.includes('on call from now')) &&
    texts.some((text) => text.includes('has ended'))
  );
};
