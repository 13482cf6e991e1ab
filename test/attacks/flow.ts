import { clientDischarged } from '../../events/client-discharged.ts';
import { clientRegistered } from '../../events/client-registered.ts';
import { clinicianRegistered } from '../../events/clinician-registered.ts';
import { consentGranted } from '../../events/consent-granted.ts';
import { consentWithdrawn } from '../../events/consent-withdrawn.ts';
import type { Contract, Stated } from '../../events/define.ts';
import { recordSubmitted } from '../../events/record-submitted.ts';
import { riskFlagged } from '../../events/risk-flagged.ts';
import { rosterPublished } from '../../events/roster-published.ts';
import { sessionBreakGlassExamined } from '../../events/session-break-glass-examined.ts';
import { sessionBreakGlassInvoked } from '../../events/session-break-glass-invoked.ts';
import { sessionCancelled } from '../../events/session-cancelled.ts';
import { sessionCheckedIn } from '../../events/session-checked-in.ts';
import { sessionConnectionLost } from '../../events/session-connection-lost.ts';
import { sessionConnectionRestored } from '../../events/session-connection-restored.ts';
import { sessionEnded } from '../../events/session-ended.ts';
import { sessionScheduled } from '../../events/session-scheduled.ts';
import { sessionStarted } from '../../events/session-started.ts';
import { type Clinic, phones } from '../../demo/clinic.ts';
import type { z } from 'zod';

/** What a run of the flow left behind, without what differs from run to run (ids, times, codes, versions). */
export interface Outcome {
  readonly state: readonly string[];
  readonly records: readonly string[];
  readonly facts: readonly string[];
  readonly texts: readonly string[];
}

/**
 * The main job once through, for a client of its own: care with a broken line, a withdrawn consent and a broken glass, a
 * crisis to its end, a record, a session called off, discharge. Like a real
 * provider it sends an event again until it is accepted, and like real people it answers the page that it got. After
 * each step minutes pass, in which whatever failed is tried again.
 */
export const playFlow = async (clinic: Clinic, run: string): Promise<Outcome> => {
  const { stage, client } = clinic;
  const ids = {
    clientId: `client-${run}`,
    clinicianId: `clinician-${run}`,
    sessionId: `session-${run}`,
    recordId: `note-${run}`,
  };
  const { clientId, clinicianId, sessionId, recordId } = ids;
  let events = 0;
  const heardBefore = new Map(
    (await stage.phones()).map(({ number, messages }) => [number, messages.length]),
  );

  const state = async <T extends string, S extends z.ZodObject, P extends z.ZodObject>(
    contract: Contract<T, S, P>,
    data: Stated<S, P>,
  ) => {
    const id = `${run}-${events++}`;
    // Fixed, so that the same run gives the same derived ids and dates.
    const time = await stage.now();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const sent = await client.sendEvent(contract, data, { id, time });
      if (sent.status === 'accepted') break;
      if (attempt === 4) throw new Error(`${contract.type} was never accepted: ${JSON.stringify(sent)}`);
    }
    await stage.advance('PT2M');
  };
  const heard = async (number: string): Promise<string[]> => {
    const phone = (await stage.phones()).find((candidate) => candidate.number === number);
    return (phone?.messages ?? []).slice(heardBefore.get(number) ?? 0).map(({ text }) => text);
  };
  const answer = async (number: string, words: string) => {
    const code = /\d{4}/.exec((await heard(number))[0] ?? '')?.[0] ?? 'none';
    await stage.reply(number, `${code} ${words}`);
    await stage.advance('PT4M');
  };

  await state(rosterPublished, {
    rosterId: 'roster-main',
    tiers: [
      { staffIds: ['staff-ada'], answerWithinSeconds: 300 },
      { staffIds: ['staff-bea'], answerWithinSeconds: 300 },
    ],
    phones: { 'staff-ada': phones.ada, 'staff-bea': phones.bea },
  });
  const licence = { jurisdiction: 'US-CA', licenceType: 'psychologist', validUntil: '2199-01-01T00:00:00Z' };
  await state(clinicianRegistered, {
    clinicianId,
    licences: [{ ...licence, validFrom: '2020-01-01T00:00:00Z' }],
  });
  await state(clientRegistered, {
    clientId,
    jurisdiction: 'US-CA',
    birthDate: '1990-04-12',
    emergencyContactName: 'Example Contact',
    emergencyContactPhone: '+12025550190',
  });
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
  await state(sessionBreakGlassExamined, {
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

const outcomeOf = async (
  { stage }: Clinic,
  run: string,
  texts: Readonly<Record<string, readonly string[]>>,
): Promise<Outcome> => {
  const ofRun = (row: unknown): boolean => JSON.stringify(row).includes(run);
  const rowsOf = async (table: string) => (await stage.rows(table)).filter(ofRun);
  const plain = (value: unknown): string => normalise(JSON.stringify(sorted(value)), run);
  const [state, records, ledger] = await Promise.all(['State', 'Records', 'Ledger'].map(rowsOf));
  return {
    state: (state ?? [])
      .filter(({ pk }) => !String(pk).startsWith('phone#') && !String(pk).startsWith('roster#'))
      .map(({ pk, state: kept }) => plain({ pk, kept }))
      .sort(),
    records: (records ?? [])
      .map(({ recordId, recordClass, retention }) => plain({ recordId, recordClass, retention }))
      .sort(),
    facts: (ledger ?? []).map(({ type, data }) => plain({ type, data })).sort(),
    texts: Object.entries(texts).flatMap(([who, heard]) =>
      heard.map((text) => `${who}: ${text.replaceAll(/\d{4}/g, 'CODE')}`),
    ),
  };
};

/** Ids, times and hashes differ from run to run; everything else must not. */
const normalise = (text: string, run: string): string =>
  text
    .replaceAll(run, 'RUN')
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME')
    .replaceAll(/\b(rec|inc)-[0-9a-f]{32}\b/g, '$1-ID')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    // The same text sealed twice gives two ciphertexts.
    .replaceAll(/eyJ[\w-]+(\.[\w-]*){4}/g, 'JWE')
    // Each save counts; how many there were is not what matters.
    .replaceAll(/"step":\d+/g, '"step":N');

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
};
