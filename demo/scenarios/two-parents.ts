import { consentDenialLifted, consentDenied, consentGranted } from '../../events/consent.ts';
import { sessionCheckedIn, sessionScheduled } from '../../events/session.ts';
import { type Clinic, people, register, registerClient } from '../clinic.ts';
import type { Story } from '../story.ts';

const clientId = 'client-child';
const session = { sessionId: 'session-child', clientId };
const scope = 'telehealth-treatment' as const;
const father = { speakerId: 'guardian-f', capacity: 'parent' } as const;
const mother = { speakerId: 'guardian-m', capacity: 'parent' } as const;

/** Parents of a child of nine disagree: the father denies, the mother consents, and a court decides. */
export const twoParents = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, mayRun } = clinic;
  const now = await stage.now();
  const born = `${String(now.getUTCFullYear() - 9)}-01-15`;
  const treatment = async () => {
    const { mayStart, checks } = await mayRun({ ...session, clinicianId: people.clinicianId });
    const consent = checks?.find(({ about }) => about === scope);
    return { mayStart, reason: consent?.reason, reliedOn: consent?.reliedOn };
  };
  const grant = { clientId, scope, documentId: 'telehealth-consent', documentVersion: '2' } as const;
  const from = async () => ({ method: 'electronic' as const, validFrom: (await stage.now()).toISOString() });
  /** Statements of the same minute would have the same date. */
  const later = () => stage.advance('PT1M');

  await register(clinic);
  await registerClient(clinic, clientId, born);
  await state(sessionScheduled, {
    ...session,
    clinicianId: people.clinicianId,
    startsAt: new Date(now.getTime() + 3 * 3_600_000).toISOString(),
  });
  await tell('The father of a child of nine says no to online therapy.');
  await state(consentDenied, {
    clientId,
    consentId: 'denial-father',
    scope,
    deniedBy: 'guardian',
    ...father,
  });
  await state(sessionCheckedIn, {
    ...session,
    jurisdiction: 'US-CA',
    privatePlace: true,
    address: '1 Example Street, Exampleville',
    localEmergencyNumber: '+12025550199',
  });
  await expect('the session is blocked', await treatment(), {
    mayStart: false,
    reason: 'consent-denied',
    reliedOn: undefined,
  });

  await later();
  await tell('The mother consents, and an hour later once more.');
  const mothers = { ...grant, grantor: 'guardian', ...mother } as const;
  await state(consentGranted, { ...mothers, consentId: 'consent-mother-1', ...(await from()) });
  await stage.advance('PT1H');
  await state(consentGranted, { ...mothers, consentId: 'consent-mother-2', ...(await from()) });
  await expect('her yes does not lift his no', (await treatment()).reason, 'consent-denied');

  await later();
  await tell('She states that his denial is lifted. It is not hers to lift.');
  await state(consentDenialLifted, {
    clientId,
    consentId: 'denial-father',
    liftedBy: 'guardian',
    ...mother,
  });
  const [refused] = await stage.events('consent.refused.v1');
  await expect('Vigil says so, and says why', refused?.detail.data, {
    clientId,
    consentId: 'denial-father',
    statement: 'lifted',
    reason: 'lifted-by-other-speaker',
  });
  await expect('the session stays blocked', (await treatment()).reason, 'consent-denied');

  await later();
  await tell('A court decides: the child may have the therapy.');
  await state(consentGranted, {
    ...grant,
    consentId: 'consent-court',
    grantor: 'court',
    capacity: 'court',
    orderId: 'order-12',
    supersedes: ['denial-father'],
    ...(await from()),
  });
  await expect('the session may start', (await treatment()).mayStart, true);

  await later();
  await tell('The father says no again. A court’s order binds until a court lifts it.');
  await state(consentDenied, {
    clientId,
    consentId: 'denial-father-2',
    scope,
    deniedBy: 'guardian',
    ...father,
  });
  await expect('the session may start, by order of the court', await treatment(), {
    mayStart: true,
    reason: 'consent-in-force',
    reliedOn: 'consent-court',
  });

  await later();
  await tell('On appeal the court prohibits it.');
  await state(consentDenied, {
    clientId,
    consentId: 'denial-court',
    scope,
    deniedBy: 'court',
    capacity: 'court',
    orderId: 'order-13',
  });
  await later();
  await state(consentGranted, { ...mothers, consentId: 'consent-mother-3', ...(await from()) });
  await expect('and no parent’s consent changes that', await treatment(), {
    mayStart: false,
    reason: 'consent-denied',
    reliedOn: undefined,
  });
};
