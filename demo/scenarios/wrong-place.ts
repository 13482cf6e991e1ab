import { clearanceReviewed } from '../../events/clearance.ts';
import { clientDischarged, clientPlaceCorrected, clientRegistered } from '../../events/client.ts';
import { sessionCheckedIn, sessionEnded, sessionScheduled, sessionStarted } from '../../events/session.ts';
import { type Clinic, fileRecord, people, register } from '../clinic.ts';
import type { Story } from '../story.ts';

const { clientId, clinicianId, sessionId } = people;
const session = { sessionId, clientId };

/**
 * Somebody types CA for California, which is Canada. Nobody knows the law there, so a session is blocked and nothing of
 * the client may ever be purged. The correction undoes both: the records go when the law of California says so.
 */
export const wrongPlace = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, mayRun, stage } = clinic;
  const ask = async () => {
    const { mayStart, checks } = await mayRun({ ...session, clinicianId });
    return {
      mayStart,
      because: (checks ?? []).filter(({ status }) => status === 'fail').map(({ reason }) => reason),
    };
  };
  const kept = async () =>
    (await stage.rows('Records'))
      .filter((row) => row['recordId'] === 'note-1')
      .map((row) => row['expiresAt']);
  const tasks = async () =>
    (await stage.events('clearance.review-due.v1')).map(({ detail }) => [
      detail.data['place'],
      detail.data['role'],
    ]);
  const inDays = async (days: number) =>
    new Date((await stage.now()).getTime() + days * 24 * 3600 * 1000).toISOString();

  await register(clinic);
  await tell('A client is registered again, with the home "US-CF". There is no such state.');
  const profile = {
    clientId,
    birthDate: '1990-04-12',
    emergencyContactName: 'Example Contact',
    emergencyContactPhone: '+12025550190',
  };
  const refused = await clinic.client.sendEvent(clientRegistered, { ...profile, jurisdiction: 'US-CF' });
  await expect(
    'refused at the edge, and the answer names the code',
    refused.status === 'refused' && JSON.stringify(refused.problem).includes('US-CF'),
    true,
  );

  await tell('The next attempt says "CA". That is a place: Canada.');
  await state(clientRegistered, { ...profile, jurisdiction: 'CA' });
  await state(sessionScheduled, { ...session, clinicianId, startsAt: await inDays(2) });
  await expect('somebody gets the task to review Canada, two days ahead', await tasks(), [
    ['CA', 'compliance'],
  ]);
  await tell('It is no move to Canada. The officer corrects the place.');
  await state(clientPlaceCorrected, { clientId, wrong: 'CA', right: 'US-CA', correctedBy: 'officer-3' });
  const [forecast] = (await stage.events('session.forecast-changed.v1')).slice(-1);
  await expect('the forecast is clear again', forecast?.detail.data['forecast'], 'clear');

  await tell('Two days later the same slip happens at the check-in.');
  await stage.advance('P2D');
  await state(sessionCheckedIn, {
    ...session,
    jurisdiction: 'CA',
    privatePlace: true,
    address: '1 Example Street, Exampleville',
    localEmergencyNumber: '+12025550199',
  });
  await expect('blocked', await ask(), {
    mayStart: false,
    because: ['place-unlisted', 'licence-not-in-jurisdiction'],
  });
  await state(clientPlaceCorrected, {
    clientId,
    sessionId,
    wrong: 'CA',
    right: 'US-CA',
    correctedBy: clinicianId,
  });
  await expect('corrected, it may start', await ask(), { mayStart: true, because: [] });
  await tell('A review of California is not needed, and Vigil says so instead of being silent.');
  await state(clearanceReviewed, {
    clientId,
    question: 'place-unlisted',
    place: 'US-CA',
    outcome: 'permitted',
    reviewerId: 'officer-3',
    reason: 'counsel-advised',
    until: await inDays(30),
  });
  const [unneeded] = await stage.events('clearance.review-refused.v1');
  await expect('refused, since the place is listed', unneeded?.detail.data['reason'], 'place-listed');

  await state(sessionStarted, session);
  await fileRecord(clinic, { recordId: 'note-1', clientId, recordClass: 'progress-note' });
  await state(sessionEnded, session);
  await tell('Years later somebody types "CA" once more, and then the client is discharged.');
  await state(clientRegistered, { ...profile, jurisdiction: 'CA' });
  await state(clientDischarged, { clientId });
  await expect('without a law for the place the note has no date', await kept(), [undefined]);
  await state(clientPlaceCorrected, { clientId, wrong: 'CA', right: 'US-CA', correctedBy: 'officer-3' });
  const [expiresAt] = await kept();
  const years = new Date(Number(expiresAt) * 1000).getUTCFullYear() - (await stage.now()).getUTCFullYear();
  await expect('corrected, it is kept for the seven years of California', years, 7);
  await stage.advance('P7Y');
  await expect('and not a day less', (await kept()).length, 1);
  await stage.advance('P7D');
  await expect('then it is purged, on time after all', await kept(), []);
  const purged = (await stage.events('record.purged.v1')).map(({ detail }) => detail.data['recordId']);
  await expect('with a certificate', purged.includes('note-1'), true);
};
