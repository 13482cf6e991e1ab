import { fillSchedule } from '../../client/calendar/fill-schedule.ts';
import { askLoad } from '../../client/ask-load.ts';
import { type Clinic, codeIn, readWebhookSecret } from '../../demo/clinic.ts';
import { turnToDrill } from '../../demo/turn-to-drill.ts';
import { rosterPublished } from '../../events/roster.ts';
import { calendarFeed } from '../stage/calendar-feed.ts';

/** What a calendar says beside times: it stays where the feed is read. */
export const inTheCalendar = {
  title: 'Zelda Canary-Example',
  mail: 'zelda.canary@calendar.example',
  note: 'canary in a note',
  place: 'canary in a place',
} as const;

/**
 * A week on call: a calendar becomes shifts, a shift moves, one hands on to the other, a weekly drill is answered, and
 * somebody asks what it all cost. Resolves to what the reports answered.
 */
export const playOnCallWeek = async (
  clinic: Clinic,
  phones: Readonly<Record<string, string>>,
): Promise<string[]> => {
  const { state, stage, answer } = clinic;
  const numbers = Object.values(phones);
  const publish = async (until: string): Promise<void> => {
    const from = await stage.now();
    const roster = {
      rosterId: 'roster-calendar',
      tiers: [{ staffIds: [], scheduleIds: ['days'], answerWithinSeconds: 300 }],
      schedules: [{ scheduleId: 'days', layers: [], fallbackStaffId: 'staff-cem' }],
      phones: { ...phones },
    };
    const people = { [inTheCalendar.title]: 'staff-ada', [inTheCalendar.mail]: 'staff-bea' };
    const day = new Date(from.getTime() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
    const feed = calendarFeed(
      [
        `DTSTART:${day}T000000Z`,
        `DTEND:${day}T060000Z`,
        `SUMMARY:${inTheCalendar.title}`,
        `DESCRIPTION:${inTheCalendar.note}`,
      ],
      [
        `DTSTART:${day}T120000Z`,
        `DTEND:${day}T${until}0000Z`,
        `ATTENDEE;CN="${inTheCalendar.title}":mailto:${inTheCalendar.mail}`,
        `LOCATION:${inTheCalendar.place}`,
      ],
    );
    const filled = fillSchedule(roster, 'days', feed, { people, from, days: 20 });
    if (filled.outcome === 'refused') throw new Error(`${filled.place}: ${filled.reason}`);
    await state(rosterPublished, filled.roster);
  };
  await closeAll(clinic, phones);
  await publish('18');
  await publish('20');
  await turnToDrill(clinic, 'America/Chicago', new Date((await stage.now()).getTime() + 3 * 86_400_000));
  for (const number of numbers) {
    const code = codeIn((await clinic.textsOn(number)).findLast((text) => / (DRILL|SIMULACRO) /.test(text)));
    await answer(number, `${code} Y ${inTheCalendar.note}`);
    await answer(number, `${code} Y`);
  }
  await stage.advance('PT35M');

  const secret = await readWebhookSecret(stage.url, 'demo-clinic');
  const options = { url: stage.url, tenantId: 'demo-clinic', secret, now: stage.now, attempts: 1 };
  const reports = [await askLoad(options), await askLoad(options, { timeZone: inTheCalendar.note })];
  return reports.map((report) => JSON.stringify(report));
};

/** Anyone who has it ends it: else its repeats would go on all week. */
const closeAll = async (
  { stage, answer }: Clinic,
  phones: Readonly<Record<string, string>>,
): Promise<void> => {
  const rows = await stage.rows('State');
  const lines = rows.filter(({ pk }) => String(pk).startsWith('phone#')) as unknown as {
    state: { incidents: { code: string; staffId: string }[] };
  }[];
  for (const { code, staffId } of lines.flatMap((line) => line.state.incidents))
    for (const words of ['y', 'w', 'c4', 'f', 'r']) await answer(phones[staffId] ?? '', `${code} ${words}`);
};
