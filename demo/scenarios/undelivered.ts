import { riskFlagged } from '../../events/risk.ts';
import { type Clinic, codeIn, furnish, people, phones } from '../clinic.ts';
import type { Story } from '../story.ts';

/** A phone that is off, and one whose owner answered STOP: the next person is paged in seconds, not after the delay. */
export const undelivered = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, facts, textsOn, answer, clearPhones } = clinic;
  const { clientId } = people;
  const counts = async () => [(await textsOn(phones.ada)).length, (await textsOn(phones.bea)).length];

  await furnish(clinic);
  await tell("Ada's phone is switched off. A client presses the panic button.");
  await stage.setCarrier(phones.ada, 'unreachable');
  await state(riskFlagged, { clientId, trigger: 'panic-client' });
  await expect('the page left, and nobody has it yet', await counts(), [0, 0]);
  await stage.advance('PT3S');
  await tell('Two seconds later the carrier says that the phone cannot be reached.');
  await expect('Bea is paged within three seconds, not after five minutes', await counts(), [0, 1]);
  await expect('it is on record', await facts('incident.page-undelivered'), ['incident.page-undelivered.v1']);
  const code = codeIn((await textsOn(phones.bea))[0]);
  await answer(phones.bea, `${code} Y`);
  await answer(phones.bea, `${code} W`);
  await answer(phones.bea, `${code} C1`);
  await stage.setCarrier(phones.ada, 'ok');
  await clearPhones();

  await tell(
    'Another evening. Ada has the page and answers "stop": the carrier blocks her phone from now on.',
  );
  await state(riskFlagged, { clientId: 'client-8b2c', trigger: 'panic-client' });
  await expect('Ada is paged', await counts(), [1, 0]);
  await answer(phones.ada, 'stop');
  await expect('it took nothing', (await facts('incident.acknowledged')).length, 1);
  await expect('Bea is paged at once', await counts(), [1, 1]);
  await expect('the opt-out is a fact', await facts('staff.opted-out'), ['staff.opted-out.v1']);
  await expect('and an alarm', await counted(clinic, 'StaffOptOut'), 1);
  await answer(phones.bea, 'y');
  await clearPhones();

  await tell('A third client. Ada is still opted out, and Vigil knows before any receipt.');
  await state(riskFlagged, { clientId: 'client-9d4e', trigger: 'panic-client' });
  await expect('Bea is paged at once', await counts(), [0, 1]);
};

/** How often a metric was counted, as the functions' logs say (CloudWatch embedded metric format). */
export const counted = async ({ stage }: Clinic, metric: string): Promise<number> => {
  const lines = (await stage.logs()).map(({ line }) => line).filter((line) => line.includes(`"${metric}"`));
  return lines.reduce((sum, line) => sum + ((JSON.parse(line) as Record<string, number>)[metric] ?? 0), 0);
};
