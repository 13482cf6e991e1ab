import { riskFlagged } from '../../events/risk.ts';
import { type Clinic, codeIn, furnish, people, phones } from '../clinic.ts';
import type { Story } from '../story.ts';

/** DynamoDB fails for an hour in the middle of a crisis night: people on standby are texted within a minute, and nothing is lost. */
export const outage = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, facts, textsOn, answer, clearPhones } = clinic;
  const standby = async () => (await textsOn(phones.bea)).filter((text) => text.includes('system is down'));

  await furnish(clinic);
  await tell('A client presses the panic button. Ada is paged.');
  await state(riskFlagged, { clientId: people.clientId, trigger: 'panic-client' });
  const code = codeIn((await textsOn(phones.ada))[0]);
  await clearPhones();

  await tell(
    'DynamoDB stops answering. Ada replies that she takes it, and a second client presses the button.',
  );
  await stage.addFault({
    service: 'dynamodb',
    operation: '*',
    nth: '*',
    error: 'ResourceNotFoundException',
  });
  await answer(phones.ada, `${code} Y`);
  await state(riskFlagged, { clientId: 'client-8b2c', trigger: 'panic-client' });
  await expect('nobody can be paged', (await textsOn(phones.ada)).length, 0);
  await stage.advance('PT35S');
  const [text] = await standby();
  await tell(`Within a minute Bea, who is on standby, reads: "${text ?? ''}"`);
  await expect('one text for the alarm that waits', (await standby()).length, 1);
  await stage.advance('PT59M');
  const repeats = (await standby()).length;
  await expect('it is repeated every ten minutes', repeats >= 6 && repeats <= 12, true);

  await tell('After an hour DynamoDB is back.');
  await stage.clearFaults();
  await stage.advance('PT2M');
  await expect("Ada's reply counts", await facts('incident.acknowledged'), ['incident.acknowledged.v1']);
  await expect('the second alarm is an incident', (await facts('incident.opened')).length, 2);
  const texts = await textsOn(phones.ada);
  await expect(
    'Ada reads that the first is hers',
    texts.some((line) => line.includes('it is yours')),
    true,
  );
  const second = texts.find((line) => line.includes('urgent'));
  await expect('and is paged for the second', second === undefined, false);
  await answer(phones.ada, `${codeIn(second)} Y`);
  await expect('nobody is lost', (await facts('incident.acknowledged')).length, 2);
};
