import { riskFlagged } from '../../events/risk.ts';
import type { PhoneCall } from '../../local/services/connect/phone-calls.ts';
import { type Clinic, codeIn, furnish, people, phones } from '../clinic.ts';
import type { Story } from '../story.ts';

/** Settings of a deployment that also calls people: an Amazon Connect instance and the number that calls come from. */
export const withVoice = {
  voice: {
    instance: 'arn:aws:connect:us-east-1:000000000000:instance/11111111-2222-4333-8444-555555555555',
    sourceNumber: '+12025550199',
  },
};

/** A text does not wake everybody: the phone rings, a voicemail takes nothing, and the person who presses 1 has the incident. */
export const call = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, facts, textsOn, answer, clearPhones } = clinic;
  const { clientId } = people;
  const ringing = async () => (await stage.phoneCalls()).filter(({ status }) => status === 'ringing');
  const numbers = (calls: readonly PhoneCall[]) => calls.map(({ number }) => number);
  const contactOf = ([only]: readonly PhoneCall[]): string => only?.contactId ?? 'no call';
  const close = async (code: string) => {
    await answer(phones.bea, `${code} W C1`);
    await clearPhones();
  };

  await furnish(clinic);
  await tell('A client presses the panic button at night. Ada gets the text, and her phone rings.');
  await state(riskFlagged, { clientId, trigger: 'panic-client' });
  const first = await ringing();
  await expect('one text to Ada', (await textsOn(phones.ada)).length, 1);
  await expect('and one call', numbers(first), [phones.ada]);

  await tell('Ada sleeps through it. Her voicemail answers.');
  await stage.pickUp(contactOf(first), 'voicemail');
  await stage.advance('PT1M');
  await expect('a voicemail takes nothing', await facts('incident.acknowledged'), []);
  await tell('Four more minutes pass.');
  await stage.advance('PT4M');
  const second = await ringing();
  await expect('the second tier is texted and called', numbers(second), [phones.bea]);
  const code = codeIn((await textsOn(phones.bea))[0]);

  const { heard } = await stage.pickUp(contactOf(second), 'person');
  await tell(`Bea picks up and hears: "${heard[0] ?? 'nothing'}"`);
  await expect(
    'the call discloses nothing',
    /client|clinic|therap|suicid|\d{4}/i.test(heard.join(' ')),
    false,
  );
  const pressed = await stage.pressKey(contactOf(second), '1');
  await stage.idle();
  await tell(`She presses 1 and hears: "${pressed.heard.at(-1) ?? 'nothing'}"`);
  await expect('the key press is the acknowledgement', await facts('incident.acknowledged'), [
    'incident.acknowledged.v1',
  ]);
  await tell(`Her phone shows: "${(await textsOn(phones.bea)).at(-1) ?? 'nothing'}"`);
  await expect(
    'and Ada reads that somebody has it',
    (await textsOn(phones.ada)).at(-1)?.includes('somebody has it'),
    true,
  );
  await close(code);

  await tell('Later a message is flagged: less urgent, so first there is only the text.');
  await state(riskFlagged, { clientId: 'client-8b2c', trigger: 'message-flagged' });
  await expect('nobody is called yet', numbers(await ringing()), []);
  await stage.advance('PT2M');
  const third = await ringing();
  await expect('after two minutes without a reply Ada is called', numbers(third), [phones.ada]);
  await stage.pickUp(contactOf(third), 'person');
  await stage.pressKey(contactOf(third), '2');
  await stage.idle();
  await tell('Ada cannot take it and presses 2.');
  await expect('Bea is texted at once', (await textsOn(phones.bea)).length, 1);
  await answer(phones.bea, 'y');
  await stage.advance('PT3M');
  await expect('she replies, so nobody calls her', numbers(await ringing()), []);
  await expect('both incidents were taken', (await facts('incident.acknowledged')).length, 2);
};
