import { riskFlagged } from '../../events/risk.ts';
import { type Clinic, codeIn, furnish, people, phones } from '../clinic.ts';
import { openReceiver } from '../receiver.ts';
import { openOffice } from '../records-office.ts';
import type { Story } from '../story.ts';

/** A platform subscribes to facts, is down for an hour of a crisis, and gets everything that it missed. */
export const webhookOut = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, textsOn, answer, facts } = clinic;
  await furnish(clinic);
  const office = await openOffice(clinic);
  const receiver = await openReceiver(clinic);
  try {
    await tell('The platform of the clinic subscribes https://hooks.example.org/vigil to incidents.');
    const added = await office.ask('/v1/subscriptions', {
      action: 'add',
      subscriptionId: 'platform-main',
      requestedBy: 'admin-1',
      url: 'https://hooks.example.org/vigil',
      types: [
        'incident.opened.v1',
        'incident.acknowledged.v1',
        'incident.welfare-confirmed.v1',
        'incident.closed.v1',
      ],
    });
    const { secret = '' } = JSON.parse(added.text) as { secret?: string };
    await expect('Vigil shows the signing secret, once', /^whsec_[\w+/=]{44}$/.test(secret), true);
    receiver.trust(secret);

    await tell('A client presses the panic button.');
    await state(riskFlagged, { clientId: people.clientId, trigger: 'panic-client' });
    const types = () => receiver.accepted().map(({ event }) => event.type);
    await expect('the platform is informed at once', types(), ['incident.opened.v1']);
    await expect('the signature fits the bytes', receiver.accepted()[0]?.verified, true);

    await tell(
      "The platform goes down. Ada takes the incident, confirms the client's welfare and closes it.",
    );
    receiver.answer(503);
    const code = codeIn((await textsOn(phones.ada))[0]);
    for (const words of ['Y', 'W', 'C1']) await answer(phones.ada, `${code} ${words}`);
    await expect('the incident does not wait for the platform', await facts('incident.closed'), [
      'incident.closed.v1',
    ]);
    await stage.advance('PT1H');
    await expect('for an hour the platform has nothing new', types().length, 1);
    await expect('it was not flooded', receiver.refused() < 20, true);
    await expect('that it fails is a fact', await facts('subscription.failing'), ['subscription.failing.v1']);

    await tell('After an hour the platform is back.');
    receiver.answer(204);
    await stage.advance('PT1H');
    await expect('it has everything', types().sort(), [
      'incident.acknowledged.v1',
      'incident.closed.v1',
      'incident.opened.v1',
      'incident.welfare-confirmed.v1',
    ]);
    const sequences = receiver.accepted().map(({ event }) => Number(event.sequence));
    await expect('numbered without a gap', sequences.sort(), [1, 2, 3, 4]);
    await expect(
      'all of it signed',
      receiver.accepted().every(({ verified }) => verified),
      true,
    );
    await expect('the recovery is a fact', await facts('subscription.recovered'), [
      'subscription.recovered.v1',
    ]);

    await tell('The platform lost its database and asks for everything again.');
    const replay = { action: 'replay', subscriptionId: 'platform-main', requestedBy: 'admin-1' };
    await office.ask('/v1/subscriptions', { ...replay, select: { fromSequence: 1, untilSequence: 4 } });
    await expect('each arrives again', types().length, 8);
    const ids = receiver.accepted().map(({ id }) => id);
    await expect('under the same ids, so that nothing counts twice', new Set(ids).size, 4);
  } finally {
    receiver.close();
  }
};
