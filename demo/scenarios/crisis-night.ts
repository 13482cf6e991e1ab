import { riskFlagged } from '../../events/risk-flagged.ts';
import { sessionStarted } from '../../events/session-started.ts';
import { checkIn, type Clinic, furnish, people, phones } from '../clinic.ts';
import type { Story } from '../story.ts';

/** A panic button at night: the first tier sleeps, the second takes it, and the client's welfare is confirmed. */
export const crisisNight = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, facts, textsOn } = clinic;
  const { clientId, sessionId } = people;
  const answer = async (number: string, text: string) => {
    await stage.reply(number, text);
    await stage.idle();
  };

  await furnish(clinic);
  await checkIn(clinic);
  await state(sessionStarted, { sessionId, clientId });
  await tell('A session is running. The clinician presses the panic button.');
  await state(riskFlagged, { clientId, sessionId, trigger: 'panic-clinician' });
  const [page = ''] = await textsOn(phones.ada);
  await tell(`Ada's phone shows: "${page}"`);
  await expect(
    'the first tier is paged, and only it',
    [(await textsOn(phones.ada)).length, (await textsOn(phones.bea)).length],
    [1, 0],
  );

  await tell('Ada is asleep. Five minutes pass.');
  await stage.advance('PT5M');
  const code = /\d{4}/.exec((await textsOn(phones.bea))[0] ?? '')?.[0] ?? '';
  await tell(`Bea's phone shows: "${(await textsOn(phones.bea))[0] ?? 'nothing'}"`);
  await expect('the second tier is paged', (await textsOn(phones.bea)).length, 1);

  await tell(`Bea answers "${code} Y".`);
  await answer(phones.bea, `${code} Y`);
  await tell(`She reads: "${(await textsOn(phones.bea)).at(-1) ?? ''}"`);
  await expect('it is acknowledged', await facts('incident.acknowledged'), ['incident.acknowledged.v1']);
  await stage.advance('PT10M');
  await expect(
    'nobody else is paged',
    [(await textsOn(phones.ada)).length, (await textsOn(phones.bea)).length],
    [1, 2],
  );

  await tell('Bea has reached the client and answers "W".');
  await answer(phones.bea, 'w');
  await expect('the welfare is confirmed', await facts('incident.welfare'), [
    'incident.welfare-confirmed.v1',
  ]);
  await tell(`She closes it: "${code} C1".`);
  await answer(phones.bea, `${code} C1`);
  await expect('it is closed', await facts('incident.closed'), ['incident.closed.v1']);
  await stage.advance('P1D');
  await expect(
    'and stays closed: nobody hears of it again',
    [(await textsOn(phones.ada)).length, (await textsOn(phones.bea)).length],
    [1, 4],
  );
  await expect(
    'the whole night is on record, in order',
    await facts('incident.'),
    ['opened', 'paged', 'paged', 'acknowledged', 'welfare-confirmed', 'closed'].map(
      (name) => `incident.${name}.v1`,
    ),
  );
};
