import { sessionBreakGlassReviewSubmitted, sessionBreakGlassInvoked } from '../../events/clearance.ts';
import { sessionConnectionLost, sessionStarted } from '../../events/session.ts';
import { consentWithdrawn as withdrawn } from '../../events/consent.ts';
import { recordSubmitted } from '../../events/record.ts';
import { checkIn, type Clinic, furnish, people } from '../clinic.ts';
import type { Story } from '../story.ts';

/** A client withdraws consent in mid-session; later an emergency makes the clinician break the glass. */
export const consentWithdrawn = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, client, mayRun, facts } = clinic;
  const { clientId, sessionId, clinicianId } = people;
  const session = { sessionId, clientId };
  const ask = () => mayRun(people);
  const dataOf = async (type: string) => (await stage.events(type)).at(-1)?.detail.data;

  await furnish(clinic);
  await checkIn(clinic);
  await tell('The platform asks before it opens the room.');
  await expect('the session may start', (await ask()).mayStart, true);
  await state(sessionStarted, session);
  await state(recordSubmitted, {
    recordId: 'note-3308',
    clientId,
    sessionId,
    authorId: clinicianId,
    recordClass: 'progress-note',
    content: 'Example note: written before the withdrawal.',
  });

  await tell('In mid-session the client withdraws the consent to treatment.');
  const pressed = performance.now();
  await state(withdrawn, { consentId: 'consent-9001', clientId });
  const took = performance.now() - pressed;
  await expect('it is a fact within seconds', took < 5000, true);
  const revoked = await dataOf('session.consent-revoked.v1');
  await expect('which says what is gone, and how long the session may take to end', revoked, {
    ...session,
    scopes: ['telehealth-treatment'],
    action: 'wind-down',
    withinSeconds: 300,
  });
  const answer = await ask();
  const failed = answer.checks?.find(({ status }) => status === 'fail');
  await expect(
    'the platform hears a no, with its reason',
    [answer.mayStart, failed?.reason],
    [false, 'consent-withdrawn'],
  );
  await tell(`Remedy: ${failed?.remedy ?? ''}`);
  const notes = await stage.rows('Records');
  await expect('the note stays', notes.filter((row) => row['recordId'] === 'note-3308').length, 1);

  await tell('The connection breaks off. A minute passes, and nobody comes back.');
  await state(sessionConnectionLost, { ...session, party: 'client' });
  await stage.advance('PT61S');
  const fallback = await dataOf('session.fallback-due.v1');
  await expect(
    'it is said who calls whom, and how',
    [fallback?.['caller'], fallback?.['callee'], fallback?.['channel']],
    ['clinician', 'client', 'phone'],
  );
  await stage.advance('PT5M');
  await expect(
    'and after five minutes more, that nobody was reached',
    (await facts('session.connection-unresolved')).length,
    1,
  );

  await tell('A message arrives that cannot wait. The clinician breaks the glass, first without a reason.');
  const emergency = { ...session, by: clinicianId, recipientId: clinicianId } as const;
  const nature = 'serious-and-imminent-threat' as const;
  const bare = await client.sendEvent(sessionBreakGlassInvoked, { ...emergency, nature, reason: '' });
  await expect('without a reason it is refused', bare.status, 'refused');
  await state(sessionBreakGlassInvoked, {
    ...emergency,
    nature,
    reason: 'Example reason: the client wrote and could not be left alone.',
  });
  const broken = await ask();
  await expect(
    'complete, it lets the session start; the clearance itself stays a no',
    [broken.mayStart, broken.decision, broken.breakGlass?.review],
    [true, 'blocked', 'open'],
  );
  await expect(
    'the reason stands sealed',
    JSON.stringify(await stage.rows('Ledger')).includes('left alone'),
    false,
  );

  await state(sessionBreakGlassReviewSubmitted, {
    ...session,
    reviewerId: clinicianId,
    finding: 'justified',
  });
  await expect(
    'nobody reviews their own',
    (await dataOf('session.break-glass-refused.v1'))?.['reason'],
    'own-review',
  );
  await tell('Two days pass, and nobody has reviewed it.');
  // An hour more each day: in a long turn of the clock the watchdog looks less often than every minute.
  await stage.advance('P1DT1H');
  await stage.advance('P1DT1H');
  await expect('each day it is asked for again', (await facts('session.break-glass-review-due')).length, 2);
  await state(sessionBreakGlassReviewSubmitted, {
    ...session,
    reviewerId: 'staff-compliance-1',
    finding: 'justified',
  });
  await stage.advance('P2D');
  await expect('once it is done, no more', (await facts('session.break-glass-review-due')).length, 2);
};
