import { assentRecorded, consentGranted } from '../../events/consent.ts';
import { clientRegistered } from '../../events/client.ts';
import { clinicianRegistered } from '../../events/clinician.ts';
import { sessionCheckedIn, sessionScheduled } from '../../events/session.ts';
import { type Clinic, openClinic } from '../clinic.ts';
import type { Story } from '../story.ts';

const student = 'client-tx17';
const counsellor = 'clinician-31';
const staff = 'school-staff-4';
const first = { sessionId: 'session-tx1', clientId: student };
const second = { sessionId: 'session-tx2', clientId: student };

/** A student of seventeen in Texas, in the school's own words: guardian, assent, the room, the staff, the birthday. */
export const minorAtSchool = async ({ stage }: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, mayRun } = await openClinic(stage.url, 'demo-school');
  const now = await stage.now();
  const days = (count: number) => new Date(now.getTime() + count * 24 * 3600 * 1000);
  const forecast = async ({ sessionId }: { sessionId: string }) => {
    const forecasts = (await stage.events('session.forecast-changed.v1')).filter(
      ({ detail }) => detail.data['sessionId'] === sessionId,
    );
    const { forecast: is, checks } = (forecasts.at(-1)?.detail.data ?? {}) as {
      forecast?: string;
      checks?: { status: string; reason: string }[];
    };
    return {
      is,
      because: (checks ?? []).filter(({ status }) => status === 'fail').map(({ reason }) => reason),
    };
  };

  await state(clinicianRegistered, {
    clinicianId: counsellor,
    licences: [
      {
        jurisdiction: 'US-TX',
        licenceType: 'professional-counselor',
        number: 'LPC-00000',
        validFrom: days(-900).toISOString(),
        validUntil: days(900).toISOString(),
      },
    ],
    telehealthTrainingUntil: days(400).toISOString(),
  });
  // Eighteen in ten days.
  const born = days(10);
  born.setUTCFullYear(born.getUTCFullYear() - 18);
  await state(clientRegistered, {
    clientId: student,
    jurisdiction: 'US-TX',
    birthDate: born.toISOString().slice(0, 10),
    emergencyContactName: 'Example Guardian',
    emergencyContactPhone: '+12025550192',
  });
  const planned = { clinicianId: counsellor, kind: 'school', plannedMinutes: 45 } as const;
  await tell('A school plans a session in five days. Nobody has consented to anything.');
  await state(sessionScheduled, { ...first, ...planned, startsAt: days(5).toISOString() });
  await expect('the school is warned days ahead', await forecast(first), {
    is: 'at-risk',
    because: ['consent-missing', 'consent-missing'],
  });

  const signed = {
    clientId: student,
    grantor: 'guardian',
    relationship: 'parent',
    basis: 'parental-responsibility',
    method: 'electronic',
    validFrom: now.toISOString(),
  } as const;
  const treatment = {
    ...signed,
    scope: 'telehealth-treatment',
    documentId: 'telehealth-consent',
    documentVersion: '2',
  } as const;
  await tell('The mother signs both consents. Texas also asks about custody orders, and she says nothing.');
  await state(consentGranted, { ...treatment, consentId: 'consent-tx1' });
  await state(consentGranted, {
    ...signed,
    consentId: 'consent-tx2',
    scope: 'school-disclosure',
    documentId: 'school-disclosure-consent',
    documentVersion: '1',
    recipientIds: [staff],
    custody: 'no-order',
  });
  await expect('that is not enough', (await forecast(first)).because, ['custody-order-missing']);
  await tell('She confirms that there is no custody order. But the student says no.');
  await state(consentGranted, { ...treatment, consentId: 'consent-tx3', custody: 'no-order' });
  await state(assentRecorded, { clientId: student, outcome: 'refused', recordedBy: counsellor });
  await expect('the student is heard', (await forecast(first)).because, ['assent-refused']);
  await tell('They talk, and the student agrees.');
  await state(assentRecorded, { clientId: student, outcome: 'given', recordedBy: counsellor });
  await expect('now the forecast is clear', (await forecast(first)).is, 'clear');

  await tell('Five days pass. The student checks in from the corridor.');
  await stage.advance('P5D');
  const today = {
    ...first,
    clinicianId: counsellor,
    jurisdiction: 'US-TX',
    privatePlace: true,
    address: '2 Example Street, Exampleville',
    localEmergencyNumber: '911',
    identityConfirmed: true,
    connection: 'private-network',
    fallbackChannel: 'phone',
    emergencyContactReachable: true,
    boundariesAgreed: true,
  } as const;
  const ask = async () => {
    const { mayStart, checks } = await mayRun({ ...first, clinicianId: counsellor });
    return {
      mayStart,
      because: (checks ?? []).filter(({ status }) => status === 'fail').map(({ reason }) => reason),
    };
  };
  await state(sessionCheckedIn, { ...today, designatedArea: false });
  await expect('not there', await ask(), { mayStart: false, because: ['area-not-designated'] });
  await tell('In the room that is set aside, with two members of staff. Only one is named in the consent.');
  await state(sessionCheckedIn, { ...today, designatedArea: true, attendeeIds: [staff, 'school-staff-9'] });
  await expect('not with both', await ask(), { mayStart: false, because: ['recipient-not-named'] });
  await state(sessionCheckedIn, { ...today, designatedArea: true, attendeeIds: [staff] });
  await expect('with the one who is named, it may start', await ask(), { mayStart: true, because: [] });

  await tell('The next session is planned for after the eighteenth birthday.');
  await state(sessionScheduled, { ...second, ...planned, startsAt: days(12).toISOString() });
  await expect(
    'by then the mother cannot consent any more, and the school knows it today',
    await forecast(second),
    {
      is: 'at-risk',
      because: ['client-of-age', 'client-of-age'],
    },
  );
};
