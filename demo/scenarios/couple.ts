import { consentGranted, consentWithdrawn } from '../../events/consent.ts';
import { sessionCheckedIn, sessionScheduled, sessionStarted } from '../../events/session.ts';
import { type Clinic, people, register, registerClient } from '../clinic.ts';
import type { Story } from '../story.ts';

const [one, two, stranger] = ['client-7f3a', 'client-81c2', 'client-99zz'] as const;
const sessionId = 'session-couple';

/** A couple in one session, from two places: each is cleared, and a third person's check-in changes nothing. */
export const couple = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, mayRun, client, facts } = clinic;
  const now = await stage.now();
  const ask = async () => {
    const { mayStart, participants, checks } = await mayRun({ sessionId });
    const because = (checks ?? []).flatMap(({ clientId, status, reason }) =>
      status === 'fail' ? [`${clientId ?? ''} ${reason}`] : [],
    );
    const cleared = (participants ?? []).flatMap(({ clientId, decision }) =>
      decision === 'blocked' ? [] : [clientId],
    );
    return { mayStart, cleared, because: [...new Set(because)] };
  };
  const consent = (clientId: string, scope: 'telehealth-treatment' | 'group-confidentiality') =>
    state(consentGranted, {
      consentId: `${clientId}-${scope}`,
      clientId,
      scope,
      grantor: 'client',
      capacity: 'client',
      method: 'electronic',
      documentId: 'telehealth-consent',
      documentVersion: '2',
      validFrom: now.toISOString(),
    });
  const checkIn = (clientId: string, jurisdiction = 'US-CA') => ({
    sessionId,
    clientId,
    jurisdiction,
    privatePlace: true,
    address: '1 Example Street, Exampleville',
    localEmergencyNumber: '+12025550199',
  });

  await register(clinic);
  await registerClient(clinic, two, '1988-03-09');
  for (const clientId of [one, two]) await consent(clientId, 'group-confidentiality');
  await tell('A session of two named people is planned. A couple of one is refused.');
  const plan = { sessionId, clientId: one, clinicianId: people.clinicianId, kind: 'couple' } as const;
  const startsAt = new Date(now.getTime() + 600_000).toISOString();
  const alone = await client.sendEvent(sessionScheduled, { ...plan, startsAt });
  await expect('with a clear error', alone.status, 'refused');
  await state(sessionScheduled, { ...plan, startsAt, participantIds: [one, two] });

  await tell('One of them checks in; the other is not there yet, and has not consented to treatment.');
  await state(sessionCheckedIn, checkIn(one));
  await expect('the answer names who is not cleared, and why', await ask(), {
    mayStart: false,
    cleared: [one],
    because: [`${two} location-unknown`, `${two} consent-missing`, `${two} place-not-private`],
  });
  const blocked = (await stage.events('session.blocked.v1')).map(({ detail }) => detail.data['clientId']);
  await expect('so does the fact', blocked, [two]);

  await tell('Somebody who does not take part checks in under the same session.');
  const third = await client.sendEvent(sessionCheckedIn, checkIn(stranger, 'US-NV'));
  await stage.idle();
  await expect(
    'that is refused, with the reason',
    [third.status, JSON.stringify(third).includes('409')],
    ['refused', true],
  );

  await tell('The other partner consents and checks in from another address.');
  await consent(two, 'telehealth-treatment');
  await state(sessionCheckedIn, checkIn(two));
  await expect('now the session may start', await ask(), {
    mayStart: true,
    cleared: [one, two],
    because: [],
  });
  await expect('each of them was cleared', (await facts('session.cleared')).length, 2);

  await state(sessionStarted, { sessionId, clientId: one });
  await tell('In mid-session one of them withdraws the consent to treatment.');
  await state(consentWithdrawn, {
    clientId: two,
    consentId: `${two}-telehealth-treatment`,
    withdrawnBy: 'client',
    capacity: 'client',
  });
  const revoked = (await stage.events('session.consent-revoked.v1')).at(-1)?.detail.data;
  await expect(
    'the fact names whose consent it was',
    [revoked?.['clientId'], revoked?.['scopes']],
    [two, ['telehealth-treatment']],
  );
  await expect('and the session is blocked because of that person alone', await ask(), {
    mayStart: false,
    cleared: [one],
    because: [`${two} consent-withdrawn`],
  });
};
