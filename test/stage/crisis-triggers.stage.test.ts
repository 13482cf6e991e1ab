import { beforeAll, describe, expect, test } from 'vitest';
import { furnish } from '../../demo/clinic.ts';
import { clientWatched } from '../../events/client.ts';
import { screeningReviewSubmitted, screeningSubmitted } from '../../events/risk.ts';
import { sessionConnectionLost, sessionScheduled, sessionStarted } from '../../events/session.ts';
import { phones, useOnCall } from './on-call.ts';

const { clinic, takeAndFinish } = useOnCall();

beforeAll(async () => {
  await furnish(clinic());
});

describe('pages somebody', () => {
  test('item 4 of the C-SSRS; answers that are all no page nobody', async () => {
    const no = { '1': 0, '2': 0, '3': 0, '4': 0, '5': 0, '6-lifetime': 0, '6-past-3-months': 0 };
    const screened = { clientId: 'client-screened', instrument: 'cssrs-screener' } as const;
    await clinic().state(screeningSubmitted, { ...screened, answers: no });
    await clinic().state(screeningSubmitted, { ...screened, answers: { ...no, '4': 1 } });
    await takeAndFinish(phones.ada);
  });

  test('answers without item 9, for a watched client only; for the other they are a task', async () => {
    const unanswered = { instrument: 'phq-9', answers: { '1': 0 } } as const;
    await clinic().state(screeningSubmitted, { ...unanswered, clientId: 'client-calm' });
    await clinic().state(clientWatched, { clientId: 'client-silent', level: 'elevated' });
    await clinic().state(screeningSubmitted, { ...unanswered, clientId: 'client-silent' });
    await takeAndFinish(phones.ada);
    const due = await clinic().stage.events('screening.review-due.v1');
    expect(due.map(({ detail }) => detail.data['clientId'])).toEqual(['client-calm', 'client-silent']);
  });

  test('a connection that is lost and not made good, for a client at elevated risk only', async () => {
    const lost = (id: string) =>
      clinic().state(sessionConnectionLost, { sessionId: `session-${id}`, clientId: id, party: 'client' });
    await lost('client-calm');
    await lost('client-lost');
    // That the risk is elevated becomes known only after the loss: the loss was no alarm, its staying away is.
    await clinic().state(clientWatched, { clientId: 'client-lost', level: 'elevated' });
    await clinic().stage.advance('PT5M');
    await clinic().stage.advance('PT2M');
    await takeAndFinish(phones.ada);
    const detected = (await clinic().stage.events('risk.detected.v1')).filter(
      ({ detail }) => detail.data['clientId'] === 'client-lost',
    );
    expect(detected.map(({ detail }) => detail.data['trigger'])).toEqual(['connection-unresolved-at-risk']);
  });

  test('a session that is missed by a client at elevated risk; one that begins pages nobody', async () => {
    const startsAt = (await clinic().stage.now()).toISOString();
    for (const [clientId, level] of [
      ['client-missing', 'elevated'],
      ['client-there', 'elevated'],
      ['client-unwatched', 'none'],
    ] as const) {
      await clinic().state(clientWatched, { clientId, level });
      const sessionId = `session-${clientId}`;
      await clinic().state(sessionScheduled, { sessionId, clientId, clinicianId: 'clinician-21', startsAt });
    }
    await clinic().state(sessionStarted, { sessionId: 'session-client-there', clientId: 'client-there' });
    await clinic().stage.advance('PT13M');
    await clinic().stage.advance('PT4M');
    await takeAndFinish(phones.ada);
  });
});

test('answers that need a clinician are reported again after their due time, until somebody has looked', async () => {
  const { stage, state } = clinic();
  const overdue = async () =>
    (await stage.events('screening.review-overdue.v1')).map(({ detail }) => detail.data['clientId']);
  const due = await stage.events('screening.review-due.v1');
  const [calm] = due.map(({ detail }) => detail.data).filter(({ clientId }) => clientId === 'client-calm');
  await stage.advance('PT8H');
  expect(await overdue()).toEqual(expect.arrayContaining(['client-calm', 'client-silent']));
  await state(screeningReviewSubmitted, {
    clientId: 'client-calm',
    recordId: String(calm?.['recordId']),
    reviewerId: 'clinician-21',
    decision: 'client-contacted',
  });
  const [done] = await stage.events('screening.reviewed.v1');
  expect(done?.detail.data).toMatchObject({ clientId: 'client-calm', wasDue: true });
  const before = (await overdue()).length;
  await stage.advance('P1D');
  expect((await overdue()).slice(before)).toEqual(['client-silent']);
});
