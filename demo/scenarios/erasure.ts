import { clientDischarged } from '../../events/client.ts';
import { erasureCancellationRequested, erasureRequested } from '../../events/erasure.ts';
import { recordSubmitted } from '../../events/record.ts';
import { type Clinic, fileRecord, people, register, registerClient } from '../clinic.ts';
import { openOffice } from '../records-office.ts';
import { putRow } from '../operator.ts';
import type { Story } from '../story.ts';

/** Two clients ask to be erased: one was treated and the law keeps the notes; the other never was, and is forgotten. */
export const erasure = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage } = clinic;
  const newcomer = 'client-9d01';
  const office = await openOffice(clinic);
  const last = async (type: string) => (await stage.events(type)).at(-1)?.detail.data;
  const rowsOf = async (clientId: string) =>
    (await stage.rows('Records')).filter((row) => row['subject'] === `client:${clientId}`);

  await register(clinic);
  await fileRecord(clinic, {
    recordId: 'note-kept',
    clientId: people.clientId,
    recordClass: 'progress-note',
  });
  await state(clientDischarged, { clientId: people.clientId });
  await tell('A client with a note on file asks to be erased.');
  await state(erasureRequested, {
    clientId: people.clientId,
    requestId: 'request-1',
    requestedBy: 'client',
  });
  const refused = (await last('erasure.refused.v1'))?.['reasons'] as { reason: string; rule: string }[];
  await expect(
    'refused: the law keeps notes, and the rule is named',
    refused.find(({ rule }) => rule === 'us-ca.psychologist')?.reason,
    'retention-duty',
  );

  await tell('Another client signs up, sends telemetry, and never has a session.');
  await registerClient(clinic, newcomer);
  await fileRecord(clinic, { recordId: 'telemetry-1', clientId: newcomer, recordClass: 'telemetry' });
  const copy = (await rowsOf(newcomer))[0];
  await state(erasureRequested, { clientId: newcomer, requestId: 'request-2', requestedBy: 'client' });
  await expect('granted, after seven days', (await last('erasure.scheduled.v1'))?.['requestId'], 'request-2');
  await stage.advance('P3D');
  await state(erasureCancellationRequested, { clientId: newcomer, requestId: 'request-2' });
  await tell('Three days later the client takes it back.');
  await stage.advance('P5D');
  await expect('nothing was erased', (await rowsOf(newcomer)).length, 2);

  await state(erasureRequested, { clientId: newcomer, requestId: 'request-3', requestedBy: 'client' });
  await tell('And asks again. Seven days pass.');
  await stage.advance('P7DT15M');
  await expect('the rows are gone', (await rowsOf(newcomer)).length, 0);
  await expect('of the key a tombstone is left', await tombstone(clinic, newcomer), [
    'erasedAt',
    'pk',
    'schema',
    'writtenIn',
  ]);
  await stage.advance('PT2H');
  const certified = await last('erasure.certified.v1');
  const proof = await office.audit('verify-certificate', 'erasure.jws', String(certified?.['certificate']));
  await expect(
    'an auditor verifies the certificate offline: two records, key destroyed, final',
    ['"records": 2', '"method": "key-destroyed"', '"stage": "final"'].map((claim) =>
      proof.said.includes(claim),
    ),
    [true, true, true],
  );
  await expect(
    'each record has its own final certificate',
    (await stage.events('record.purge-final.v1')).length,
    2,
  );

  await tell('A backup of a row turns up. Its ciphertext is put back.');
  await restore(clinic, copy ?? {});
  const opened = await office.ask('/v1/openings', {
    clientId: newcomer,
    recordId: copy?.['recordId'],
    personId: 'officer-3',
    role: 'records-officer',
    purpose: 'legal',
  });
  await expect('nobody can read it', [opened.httpStatus, codeOf(opened.text)], [410, 'key-erased']);
  const late = await clinic.client.sendEvent(
    recordSubmitted,
    {
      recordId: 'late-1',
      clientId: newcomer,
      authorId: people.clinicianId,
      recordClass: 'telemetry',
      content: 'Example.',
    },
    { time: await stage.now() },
  );
  await expect('and the id is not used again', late.status === 'refused' && late.httpStatus, 410);
};

const codeOf = (text: string): string => (JSON.parse(text) as { code: string }).code;

const tombstone = async ({ stage }: Clinic, clientId: string): Promise<string[]> => {
  const item = (await stage.rows('Keys')).find((row) => String(row['pk']).endsWith(`client:${clientId}`));
  return Object.keys(item ?? {}).sort();
};

const restore = async ({ stage }: Clinic, row: Record<string, unknown>): Promise<void> => {
  await putRow(stage.url, (await stage.outputs())['RecordsTableName'] ?? '', row);
};
