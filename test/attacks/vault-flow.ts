import { type RecordsAnswer, recordsApiClient, type RecordsApiPath } from '../../client/records-api.ts';
import { answered, type Clinic, readWebhookSecret } from '../../demo/clinic.ts';
import { changeRow } from '../../demo/operator.ts';
import { clientDischarged, keyRotationRequested } from '../../events/client.ts';
import { erasureRequested } from '../../events/erasure.ts';
import { holdPlaced, holdReleased } from '../../events/hold.ts';
import { recordSubmitted } from '../../events/record.ts';
import { recalculationRequested } from '../../events/retention.ts';
import { type Outcome, outcomeOf, type Player, registerParties, startRun } from './player.ts';

/**
 * Records in custody: filed with an addendum, held by two matters, which stop an erasure, set free, sealed again under a new
 * key, read and handed out. What an officer was shown counts as a text.
 */
export const playCustody = async (clinic: Clinic, run: string): Promise<Outcome> => {
  const { state } = await startRun(clinic, run);
  const { clientId, recordId, addendumId } = idsOf(run);
  const matters = [`matter-one-${run}`, `matter-two-${run}`];

  await fileRecords(state, run);
  for (const matterId of matters)
    await state(holdPlaced, {
      clientId,
      matterId,
      kind: 'litigation',
      placedBy: 'officer-3',
      reviewAt: '2199-01-01T00:00:00Z',
    });
  await state(erasureRequested, { clientId, requestId: `held-${run}`, requestedBy: 'client' });
  const held = await outcomeOf(clinic, run, {});
  for (const matterId of matters) await state(holdReleased, { clientId, matterId, releasedBy: 'officer-3' });
  await state(keyRotationRequested, { clientId, requestedBy: 'officer-3' });

  const reader = { clientId, personId: 'clinician-99', role: 'clinician', purpose: 'treatment' };
  const opened = await ask(clinic, '/v1/openings', `opened-${run}`, { ...reader, recordId });
  const audit = { ...reader, purpose: 'audit', recordId: addendumId };
  const refused = await ask(clinic, '/v1/openings', `refused-${run}`, audit);
  const question = { clientId, personId: 'officer-3', format: 'json' };
  const exported = await ask(clinic, '/v1/access-exports', `exported-${run}`, question);
  const outcome = await outcomeOf(clinic, run, {
    opened: [shown(opened)],
    refused: [shown(refused)],
    exported: contentsIn(exported),
  });
  return { ...outcome, records: [...held.records, ...outcome.records] };
};

/** Records to their end: dated when care ends, dated again under a new policy; then the client is erased, and that is certified. */
export const playErasure = async (clinic: Clinic, run: string): Promise<Outcome> => {
  const { stage } = clinic;
  const { state } = await startRun(clinic, run);
  const { clientId, recordId } = idsOf(run);

  await fileRecords(state, run);
  await state(clientDischarged, { clientId });
  await dateAsOnceUpon(clinic, clientId, recordId);
  await state(recalculationRequested, { jobId: `job-${run}`, dryRun: false, requestedBy: 'officer-3' });
  const kept = await outcomeOf(clinic, run, {});
  await state(erasureRequested, { clientId, requestId: `granted-${run}`, requestedBy: 'client' });
  // Seven days to wait, and time for what failed. In a turn of more than a month the schedules start least often.
  await stage.advance('P32D');
  const reader = { clientId, personId: 'clinician-99', role: 'clinician', purpose: 'treatment' };
  const gone = await ask(clinic, '/v1/openings', `gone-${run}`, { ...reader, recordId });
  const outcome = await outcomeOf(clinic, run, { gone: [shown(gone)] });
  return { ...outcome, records: [...kept.records, ...outcome.records] };
};

const idsOf = (run: string) => ({
  clientId: `client-${run}`,
  clinicianId: `clinician-${run}`,
  recordId: `document-${run}`,
  addendumId: `addendum-${run}`,
});

/** A client of its own, with a record that is no evidence of care, which would stand against an erasure, and its addendum. */
const fileRecords = async (state: Player['state'], run: string): Promise<void> => {
  const { clientId, clinicianId, recordId, addendumId } = idsOf(run);
  await registerParties(state, { clientId, clinicianId });
  const record = { clientId, authorId: clinicianId, recordClass: 'consent-document' } as const;
  await state(recordSubmitted, { ...record, recordId, content: 'Example document.' });
  const addendum = { recordId: addendumId, addendumTo: recordId, content: 'Example addendum.' };
  await state(recordSubmitted, { ...record, ...addendum });
};

type Answer = Extract<RecordsAnswer, { readonly status: 'answered' }>;

/** Asks as the platform of an officer does: the same question again where Vigil says that it cannot answer now. */
const ask = async (
  { stage }: Clinic,
  path: RecordsApiPath,
  id: string,
  question: object,
): Promise<Answer> => {
  const secret = await readWebhookSecret(stage.url, 'demo-clinic');
  const officer = recordsApiClient({
    url: stage.url,
    tenantId: 'demo-clinic',
    secret,
    now: stage.now,
    attempts: 1,
  });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answer = answered(await officer.ask(path, question, { id }));
    await stage.idle();
    if (answer.httpStatus !== 503) return answer;
  }
  throw new Error(`${path} was never answered`);
};

const shown = ({ httpStatus, text }: Answer): string => {
  const { content, code } = JSON.parse(text) as { content?: unknown; code?: string };
  return `${String(httpStatus)} ${code ?? JSON.stringify(content)}`;
};

const contentsIn = ({ httpStatus, text }: Answer): string[] => {
  const { bundle } = JSON.parse(text) as { bundle: { records: { content: unknown }[]; withheld: unknown[] } };
  const contents = bundle.records.map(({ content }) => JSON.stringify(content));
  return [`${String(httpStatus)} withheld ${String(bundle.withheld.length)}`, ...contents];
};

/** As if an older policy had dated the record, shorter than the one in force. */
const dateAsOnceUpon = async ({ stage }: Clinic, clientId: string, recordId: string): Promise<void> => {
  const row = (await stage.rows('Records')).find((each) => each['recordId'] === recordId);
  const old = {
    ...(row?.['retention'] as object),
    expiresAt: '2100-01-01T12:00:00.000Z',
    policyVersion: '2020-01',
  };
  const key = { pk: `demo-clinic#client:${clientId}`, sk: recordId };
  await changeRow(stage.url, (await stage.outputs())['RecordsTableName'] ?? '', key, 'retention', old);
};
