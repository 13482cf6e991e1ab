import { fillSchedule } from '../../client/calendar/fill-schedule.ts';
import { askLoad } from '../../client/ask-load.ts';
import { answered, type Clinic, codeIn, readWebhookSecret } from '../../demo/clinic.ts';
import { riskFlagged } from '../../events/risk.ts';
import { rosterPublished } from '../../events/roster.ts';
import { calendarFeed } from '../stage/calendar-feed.ts';
import { type Outcome, outcomeOf, startRun } from './player.ts';

export const firstMoment = new Date('2027-03-01T08:50:00Z');
/** Tuesday, 11:00 in Johannesburg, which has no daylight saving: the time of the drill, and of the daily check. */
const firstDrill = new Date('2027-03-02T09:00:00Z');
const weekMs = 7 * 86_400_000;
const beforeDrillMs = 32 * 60_000;

/** Four weeks on, to 08:28 on a day of a drill: in a turn of more than a month the schedules start least often. */
export const turnToDrillDay = async ({ stage }: Clinic): Promise<void> => {
  const now = (await stage.now()).getTime();
  const weeks = Math.ceil((now - firstDrill.getTime()) / weekMs) + 4;
  const until = firstDrill.getTime() + weeks * weekMs - beforeDrillMs;
  await stage.advance(`PT${Math.ceil((until - now) / 1000)}S`);
};

/**
 * A day on call, by people of the run's own: a calendar becomes shifts, phones prove themselves, a shift moves, one hands on to
 * the other, the weekly drill, the daily check, an incident, and what it all cost.
 */
export const playOnCall = async (clinic: Clinic, run: string): Promise<Outcome> => {
  const { stage } = clinic;
  const { state, heard, answer } = await startRun(clinic, run, { withTests: true });
  const [ada, bea, cem] = phonesOf(run);
  const [adaId, beaId, cemId] = [`ada-${run}`, `bea-${run}`, `cem-${run}`];
  const day = (await stage.now()).toISOString().slice(0, 10).replaceAll('-', '');
  const publish = async (...turns: [from: string, until: string, staffId: string][]): Promise<void> => {
    const roster = {
      rosterId: 'roster-calendar',
      tiers: [{ staffIds: [], scheduleIds: ['days'], answerWithinSeconds: 300 }],
      schedules: [{ scheduleId: 'days', layers: [inJohannesburg(cemId)], fallbackStaffId: cemId }],
      phones: { [adaId]: ada, [beaId]: bea, [cemId]: cem },
    };
    const events = turns.map(([from, until, staffId]) => [
      `DTSTART:${day}T${from}00Z`,
      `DTEND:${day}T${until}00Z`,
      `SUMMARY:${staffId}`,
    ]);
    const feed = calendarFeed(...events);
    const filled = fillSchedule(roster, 'days', feed, { from: await stage.now(), days: 20 });
    if (filled.outcome === 'refused') throw new Error(`${filled.place}: ${filled.reason}`);
    await state(rosterPublished, filled.roster);
  };

  await publish(['0600', '0845', adaId], ['0845', '1200', beaId]);
  for (const phone of [ada, bea]) await answer(phone, 'Y', 'was named');
  await publish(['0600', '0845', adaId], ['0845', '1400', beaId]);
  // The hand-off at 08:45, the drill and the check at 09:00; what fails is tried again within minutes.
  await stage.advance('PT10M');
  await stage.advance('PT14M');
  for (const phone of [ada, bea]) await answer(phone, 'Y', 'DRILL');
  await stage.advance('PT25M');
  await state(riskFlagged, { clientId: `client-${run}`, trigger: 'panic-client' });
  const code = codeIn((await heard(bea)).at(-1));
  for (const words of ['Y', 'W', 'C4', 'F', 'R']) await clinic.answer(bea, `${code} ${words}`);
  const load = await askForLoad(clinic);
  return outcomeOf(clinic, run, {
    ada: await heard(ada),
    bea: await heard(bea),
    cem: await heard(cem),
    load: (load.people ?? [])
      .filter(({ staffId }) => staffId.includes(run))
      .map(({ staffId, pages, taken }) => `${staffId.replace(run, 'RUN')}: ${pages} pages, ${taken} taken`),
  });
};

/** A rotation that names the time zone and has nobody yet. */
const inJohannesburg = (staffId: string) => ({
  rotationId: 'someday',
  timeZone: 'Africa/Johannesburg',
  startsAt: '2099-01-01T00:00',
  every: { unit: 'day', count: 1 } as const,
  staffIds: [staffId],
});

/** Phones that no other run has: numbers of two area codes, of the range for fiction. */
const phonesOf = (run: string): [ada: string, bea: string, cem: string] => {
  const first = 3 * Number(/\d+/.exec(run)?.[0]);
  const number = (index: number) => `+1${302 + Math.floor(index / 100)}5550${100 + (index % 100)}`;
  return [number(first), number(first + 1), number(first + 2)];
};

/** Asks again where Vigil says that it cannot answer now, as a platform does. */
const askForLoad = async ({ stage }: Clinic) => {
  const secret = await readWebhookSecret(stage.url, 'demo-clinic');
  const options = { url: stage.url, tenantId: 'demo-clinic', secret, now: stage.now, attempts: 1 };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answer = answered(await askLoad(options));
    if (answer.httpStatus === 200) return answer;
  }
  throw new Error('the load was never reported');
};
