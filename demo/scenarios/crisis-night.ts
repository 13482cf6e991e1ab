import { riskFlagged } from '../../events/risk.ts';
import { sessionConnectionLost, sessionStarted } from '../../events/session.ts';
import { checkIn, type Clinic, codeIn, furnish, people, phones } from '../clinic.ts';
import type { Story } from '../story.ts';

/**
 * A panic button at night: the first tier sleeps, the second takes it by the link in its text, asks for help, sees the
 * client safe and closes; two days later somebody looks how the client is.
 */
export const crisisNight = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, facts, textsOn, answer } = clinic;
  const { clientId, sessionId } = people;
  const counts = async () => [(await textsOn(phones.ada)).length, (await textsOn(phones.bea)).length];
  const lastOn = async (number: string) => (await textsOn(number)).at(-1) ?? 'nothing';

  await furnish(clinic);
  await checkIn(clinic);
  await state(sessionStarted, { sessionId, clientId });
  await tell('A session is running. The clinician presses the panic button.');
  await state(riskFlagged, { clientId, sessionId, trigger: 'panic-clinician' });
  await tell(`Ada's phone shows: "${await lastOn(phones.ada)}"`);
  await expect('the first tier is paged, and only it', await counts(), [1, 0]);

  await tell('Then the connection breaks off: it joins the open incident and pages nobody a second time.');
  await state(sessionConnectionLost, { sessionId, clientId, party: 'client' });
  await expect('one incident, one page', await counts(), [1, 0]);

  await tell('Ada is asleep. Five minutes pass.');
  await stage.advance('PT5M');
  const page = await lastOn(phones.bea);
  const code = codeIn(page);
  await tell(`Bea's phone shows: "${page}"`);
  await expect('the second tier is paged', await counts(), [1, 1]);

  const link = /http\S+/.exec(page)?.[0] ?? '';
  const shown = await (await fetch(link)).text();
  await stage.idle();
  await expect('opening the link takes nothing', await facts('incident.acknowledged'), []);
  await expect('it says that nobody has it', shown.includes('Nobody has taken it yet.'), true);
  await tell('Bea taps "I take it" on the page behind the link.');
  await press(link, shown, 'take');
  await stage.idle();
  await expect('it is acknowledged', await facts('incident.acknowledged'), ['incident.acknowledged.v1']);
  await tell(`Ada, who was paged before, reads: "${await lastOn(phones.ada)}"`);
  await expect('Ada reads that somebody has it', await counts(), [2, 1]);
  await expect(
    "Ada's page behind her link says who has it",
    (await (await fetch(/http\S+/.exec((await textsOn(phones.ada))[0] ?? '')?.[0] ?? '')).text()).includes(
      'staff-bea has it.',
    ),
    true,
  );

  await tell(`Bea needs a second person: "${code} E".`);
  await answer(phones.bea, `${code} E`);
  await tell(`Ada reads: "${await lastOn(phones.ada)}"`);
  await answer(phones.ada, `${codeIn(await lastOn(phones.ada))} Y`);
  await expect('Ada has joined', await facts('incident.helper-joined'), ['incident.helper-joined.v1']);
  await tell(`Bea reads: "${await lastOn(phones.bea)}"`);

  // Until the policy calls the connection lost for good.
  for (let minute = 0; minute < 10 && (await facts('incident.trigger-joined')).length < 2; minute += 1)
    await stage.advance('PT1M');
  await expect(
    'that the connection stayed away joins, too',
    (await facts('incident.trigger-joined')).length,
    2,
  );
  await tell(`Bea reads: "${await lastOn(phones.bea)}"`);
  await expect('Bea gets the new alarm', (await lastOn(phones.bea)).includes('a new alarm'), true);
  await answer(phones.bea, `${code} Y`);
  await tell(`Bea is with the client and answers "a", then, when the client is safe, "${code} W".`);
  await answer(phones.bea, 'a');
  await answer(phones.bea, `${code} W`);
  await expect('the welfare is confirmed', await facts('incident.welfare'), [
    'incident.welfare-confirmed.v1',
  ]);
  await tell(`She closes it: "${code} C1".`);
  await answer(phones.bea, `${code} C1`);
  await expect('it is closed', await facts('incident.closed'), ['incident.closed.v1']);
  await clinic.clearPhones();
  await stage.advance('P1D');
  await expect('and stays closed: nobody gets another text about it', await counts(), [0, 0]);
  await tell('After 48 hours the follow-up is due.');
  await stage.advance('P1DT1M');
  await tell(`Bea reads: "${await lastOn(phones.bea)}"`);
  await expect('Bea is reminded', await counts(), [0, 1]);
  await answer(phones.bea, `${code} F`);
  await expect('the follow-up is done', await facts('incident.task-done'), ['incident.task-done.v1']);
  await expect(
    'the whole night is on record, in order',
    await facts('incident.'),
    [
      'opened',
      'paged',
      'trigger-joined',
      'paged',
      'acknowledged',
      'escalated',
      'paged',
      'helper-joined',
      'trigger-joined',
      'acknowledged',
      'arrived',
      'welfare-confirmed',
      'closed',
      'task-due',
      'task-due',
      'task-done',
    ].map((name) => `incident.${name}.v1`),
  );
};

/** Presses a button of a page, as a browser without script does. */
const press = async (link: string, page: string, verb: string): Promise<number> => {
  const act = new RegExp(`name="act" value="(${verb} [^"]+)"`).exec(page)?.[1] ?? '';
  const body = new URLSearchParams({ act });
  return (await fetch(link, { method: 'POST', body, redirect: 'manual' })).status;
};
