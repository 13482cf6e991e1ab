import { clientDischarged } from '../../events/client.ts';
import { consentGranted, consentWithdrawn } from '../../events/consent.ts';
import { recordSubmitted } from '../../events/record.ts';
import { riskFlagged } from '../../events/risk.ts';
import { rosterPublished } from '../../events/roster.ts';
import { sessionBreakGlassReviewSubmitted, sessionBreakGlassInvoked } from '../../events/clearance.ts';
import {
  sessionCancelled,
  sessionCheckedIn,
  sessionConnectionLost,
  sessionConnectionRestored,
  sessionEnded,
  sessionScheduled,
  sessionStarted,
} from '../../events/session.ts';
import { type Clinic, phones } from '../../demo/clinic.ts';
import { type Outcome, outcomeOf, registerParties, startRun } from './player.ts';

/**
 * The main job once through, for a client of its own: care with a broken line, a withdrawn consent and a broken glass, a
 * crisis to its end, a record, a session called off, discharge. Like a real
 * provider it sends an event again until it is accepted, and like real people it answers the page that it got. After
 * each step minutes pass, in which whatever failed is tried again.
 */
export const playFlow = async (clinic: Clinic, run: string): Promise<Outcome> => {
  const { stage } = clinic;
  const ids = {
    clientId: `client-${run}`,
    clinicianId: `clinician-${run}`,
    sessionId: `session-${run}`,
    recordId: `note-${run}`,
  };
  const { clientId, clinicianId, sessionId, recordId } = ids;
  const { state, heard, answer } = await startRun(clinic, run);

  await state(rosterPublished, {
    rosterId: 'roster-main',
    tiers: [
      { staffIds: ['staff-ada'], answerWithinSeconds: 300 },
      { staffIds: ['staff-bea'], answerWithinSeconds: 300 },
    ],
    phones: { 'staff-ada': phones.ada, 'staff-bea': phones.bea },
  });
  await registerParties(state, { clientId, clinicianId });
  await state(consentGranted, {
    consentId: `consent-${run}`,
    clientId,
    scope: 'telehealth-treatment',
    grantor: 'client',
    method: 'electronic',
    documentId: 'telehealth-consent',
    documentVersion: '2',
    validFrom: '2020-01-01T00:00:00Z',
  });
  await state(sessionScheduled, { sessionId, clientId, clinicianId, startsAt: '2027-01-01T00:00:00Z' });
  await state(sessionCheckedIn, {
    sessionId,
    clientId,
    jurisdiction: 'US-CA',
    privatePlace: true,
    address: '1 Example Street',
    localEmergencyNumber: '+12025550199',
  });
  await state(sessionStarted, { sessionId, clientId });
  await state(riskFlagged, { clientId, sessionId, trigger: 'panic-clinician' });
  await stage.advance('PT5M');
  await answer(phones.bea, 'Y');
  await answer(phones.bea, 'W');
  await answer(phones.bea, 'C1');
  // Else the reminders of one run, two days later, would be heard in another.
  await answer(phones.bea, 'F');
  await answer(phones.bea, 'R');
  await state(recordSubmitted, {
    recordId,
    clientId,
    sessionId,
    authorId: clinicianId,
    recordClass: 'progress-note',
    content: 'Example note.',
  });
  await state(sessionConnectionLost, { sessionId, clientId, party: 'client' });
  await state(sessionConnectionRestored, { sessionId, clientId });
  await state(consentWithdrawn, { consentId: `consent-${run}`, clientId });
  await state(sessionBreakGlassInvoked, {
    sessionId,
    clientId,
    by: clinicianId,
    recipientId: 'staff-ada',
    nature: 'serious-and-imminent-threat',
    reason: 'Example reason.',
  });
  await state(sessionBreakGlassReviewSubmitted, {
    sessionId,
    clientId,
    reviewerId: 'staff-bea',
    finding: 'justified',
  });
  await state(sessionEnded, { sessionId, clientId });
  const next = `session-next-${run}`;
  await state(sessionScheduled, {
    sessionId: next,
    clientId,
    clinicianId,
    startsAt: '2027-01-08T00:00:00Z',
  });
  await state(sessionCancelled, { sessionId: next, clientId });
  await state(clientDischarged, { clientId });
  return outcomeOf(clinic, run, { ada: await heard(phones.ada), bea: await heard(phones.bea) });
};
