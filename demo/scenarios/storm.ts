import { riskFlagged } from '../../events/risk.ts';
import { rosterPublished } from '../../events/roster.ts';
import { type Clinic, confirmPhones, furnish, openClinic, phones } from '../clinic.ts';
import type { Story } from '../story.ts';

const clients = 300;
const schoolPhone = '+12025550121';

/** A platform fails and three hundred clients raise an alarm at once; meanwhile one pupil elsewhere does, too. */
export const storm = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { client, stage, facts, textsOn, answer } = clinic;
  await furnish(clinic);
  const school = await openClinic(stage.url, 'demo-school');
  await school.state(rosterPublished, {
    rosterId: 'roster-school',
    tiers: [{ staffIds: ['staff-dee'], answerWithinSeconds: 300 }],
    phones: { 'staff-dee': schoolPhone },
  });
  await confirmPhones(school, [schoolPhone]);

  await tell(`${clients} clients of one clinic are flagged within seconds, and one pupil of a school.`);
  const half = Array.from({ length: clients }, (_, number) => number);
  const flag = (number: number) =>
    client.sendEvent(riskFlagged, { clientId: `client-storm-${number}`, trigger: 'panic-client' });
  await inGroups(half.slice(0, clients / 2), flag);
  await school.client.sendEvent(riskFlagged, { clientId: 'pupil-1', trigger: 'panic-client' });
  await inGroups(half.slice(clients / 2), flag);
  await stage.idle();
  await stage.advance('PT30S');

  const texts = await textsOn(phones.ada);
  for (const text of texts.slice(0, 5)) await tell(`Ada's phone shows: "${text.replace(/ http\S+/, '')}"`);
  if (texts.length > 5) await tell(`… and ${texts.length - 5} more`);
  await expect('Ada reads a handful of texts and not three hundred', texts.length <= 12, true);
  const named = new Set(texts.slice(0, 3));
  const bundled = texts
    .map((text) => Number(/^VIGIL: (\d+) open/.exec(text)?.[1] ?? 0))
    .reduce((sum, many) => sum + many, 0);
  await expect('which tell of every one of them', named.size + bundled, clients);
  await expect("the school's one page went out by itself", (await school.textsOn(schoolPhone)).length, 1);
  await expect("and is not behind the clinic's", await waitOf(clinic, 'pupil-1'), 'seconds');

  await tell('Ada takes all of each text by its one code.');
  for (const code of texts.map((text) => /Reply (\d{4}) Y/.exec(text)?.[1] ?? ''))
    await answer(phones.ada, `${code} Y`);
  await expect('all of them are hers', (await facts('incident.acknowledged')).length, clients);
  await clinic.clearPhones();
  await stage.advance('PT10M');
  await expect(
    'nobody else is paged',
    [(await textsOn(phones.ada)).length, (await textsOn(phones.bea)).length],
    [0, 0],
  );
};

const inGroups = async (numbers: readonly number[], send: (number: number) => Promise<unknown>) => {
  for (let start = 0; start < numbers.length; start += 20)
    await Promise.all(numbers.slice(start, start + 20).map(send));
};

/** How long an incident waited between its opening and its first page. */
const waitOf = async ({ stage }: Clinic, clientId: string): Promise<string> => {
  const passed = (await stage.events()).filter(({ detail }) => detail.data['clientId'] === clientId);
  const at = (type: string) =>
    Date.parse(String(passed.find((event) => event['detail-type'] === type)?.detail['time']));
  const waited = at('incident.paged.v1') - at('incident.opened.v1');
  return waited < 3_000 ? 'seconds' : `${waited} ms`;
};
