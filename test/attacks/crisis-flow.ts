import { type Clinic, phones } from '../../demo/clinic.ts';
import { clientWatched } from '../../events/client.ts';
import { rosterPublished } from '../../events/roster.ts';
import { screeningSubmitted } from '../../events/risk.ts';
import { sessionConnectionLost } from '../../events/session.ts';
import { type Outcome, outcomeOf, startRun } from './player.ts';

/**
 * A crisis by its less common ways: answers open it, a receipt says that the first phone is off, a lost connection joins,
 * the second takes it by the link and calls for help, and the tasks afterwards are done.
 */
export const playCrisis = async (clinic: Clinic, run: string): Promise<Outcome> => {
  const { stage } = clinic;
  const { state, heard, answer } = await startRun(clinic, run);
  const ids = { clientId: `client-${run}`, sessionId: `session-${run}` };

  await state(rosterPublished, {
    rosterId: 'roster-main',
    tiers: [
      { staffIds: ['staff-ada'], answerWithinSeconds: 300 },
      { staffIds: ['staff-bea'], answerWithinSeconds: 600 },
    ],
    phones: { 'staff-ada': phones.ada, 'staff-bea': phones.bea },
  });
  await state(clientWatched, { clientId: ids.clientId, level: 'elevated' });
  await stage.setCarrier(phones.ada, 'unreachable');
  await state(screeningSubmitted, {
    clientId: ids.clientId,
    instrument: 'phq-9',
    answers: { '1': 0, '2': 0, '3': 0, '4': 0, '5': 0, '6': 0, '7': 0, '8': 0, '9': 1 },
  });
  // Where the receipt is lost, the time of the first tier passes.
  await stage.advance('PT5M');
  await stage.setCarrier(phones.ada, 'ok');
  await pressOnPage(clinic, (await heard(phones.bea))[0] ?? '', 'take');
  await stage.advance('PT1M');
  await state(sessionConnectionLost, { ...ids, party: 'client' });
  await answer(phones.bea, 'Y');
  // The connection is given up at the same moment. A person reads of it before they write again, also where it is late.
  await stage.advance('PT1M');
  await answer(phones.bea, 'E');
  await answer(phones.ada, 'Y');
  await answer(phones.bea, 'A');
  await answer(phones.bea, 'W');
  await answer(phones.bea, 'C1');
  await answer(phones.bea, 'F');
  await answer(phones.bea, 'R');
  await state(clientWatched, { clientId: ids.clientId, level: 'none' });
  return outcomeOf(clinic, run, { ada: await heard(phones.ada), bea: await heard(phones.bea) });
};

/** Follows the link in a text and presses a button, again where the page says that it cannot now, until it is not offered. */
const pressOnPage = async ({ stage }: Clinic, text: string, verb: string): Promise<void> => {
  const link = /http\S+/.exec(text)?.[0] ?? '';
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const shown = await fetch(link);
    const page = await shown.text();
    const [, act] = new RegExp(`name="act" value="(${verb} [^"]+)"`).exec(page) ?? [];
    if (shown.ok && act === undefined) return;
    if (act !== undefined)
      await fetch(link, { method: 'POST', body: new URLSearchParams({ act }), redirect: 'manual' });
    await stage.idle();
  }
  throw new Error(`the button ${verb} never worked`);
};
