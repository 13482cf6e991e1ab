import { clientDischarged } from '../../events/client.ts';
import { erasureRequested } from '../../events/erasure.ts';
import { holdPlaced, holdReleased } from '../../events/hold.ts';
import { type Clinic, fileRecord, people, register, registerClient } from '../clinic.ts';
import { type Office, openOffice } from '../records-office.ts';
import type { Story } from '../story.ts';

/**
 * Records of an adult and of a minor over seventeen years: each kept as long as the law says, one held by a lawsuit, an
 * erasure refused, both purged by DynamoDB, and all of it proven to somebody who has only files.
 */
export const sevenYears = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage } = clinic;
  const minor = 'client-kid8';
  const office = await openOffice(clinic);
  const lastOf = async (type: string) => (await stage.events(type)).at(-1)?.detail.data ?? {};
  const expiryOf = async (recordId: string) =>
    (await notes(clinic)).find((row) => row['recordId'] === recordId)?.['expiresAt'];
  const born = new Date(await stage.now());
  born.setUTCFullYear(born.getUTCFullYear() - 8);

  await register(clinic);
  await registerClient(clinic, minor, born.toISOString().slice(0, 10));
  for (const [clientId, recordId] of [
    [people.clientId, 'note-adult'],
    [minor, 'note-minor'],
  ] as const) {
    await fileRecord(clinic, { recordId, clientId, recordClass: 'progress-note' });
    await state(clientDischarged, { clientId });
  }
  await tell('An adult and a child of eight each have a note on file. Both are discharged today.');
  const kept = async () => (await notes(clinic)).map((row) => row['recordId']).sort();
  const years = async (recordId: string) => {
    const row = (await notes(clinic)).find((candidate) => candidate['recordId'] === recordId);
    return (
      new Date(Number(row?.['expiresAt']) * 1000).getUTCFullYear() - (await stage.now()).getUTCFullYear()
    );
  };
  await expect('the note of the adult is kept for 7 years', await years('note-adult'), 7);
  await expect('the note of the child until the age of 25: 17 years', await years('note-minor'), 17);

  await tell('The adult asks to be erased.');
  await state(erasureRequested, { clientId: people.clientId, requestId: 'request-1', requestedBy: 'client' });
  const reasons = (await lastOf('erasure.refused.v1'))['reasons'] as { reason: string; rule: string }[];
  await expect(
    'refused, since the law keeps the note: the rule and the date are named',
    reasons.some(({ reason, rule }) => reason === 'retention-duty' && rule === 'us-ca.psychologist'),
    true,
  );

  await tell('Six years pass. Somebody sues, and the notes of the adult are held.');
  await stage.advance('P6Y');
  const matter = { clientId: people.clientId, matterId: 'matter-12' };
  await state(holdPlaced, {
    ...matter,
    kind: 'litigation',
    placedBy: 'officer-3',
    reviewAt: (await stage.now()).toISOString(),
  });
  await expect('the date is off the record', await expiryOf('note-adult'), undefined);
  await tell('Two years more: the seven years are long over.');
  await stage.advance('P2Y');
  await expect('both notes are still there', await kept(), ['note-adult', 'note-minor']);
  const report = await reportOf(clinic, office);
  await expect(
    'the report shows the hold, its overdue review, and nothing overdue',
    [report.holds.map(({ matterId, reviewOverdue }) => [matterId, reviewOverdue]), report.overdue],
    [[['matter-12', true]], 0],
  );

  await tell('The matter is closed. A week passes.');
  await state(holdReleased, { ...matter, releasedBy: 'officer-3' });
  await stage.advance('P7D');
  await expect('the note of the adult is gone', await kept(), ['note-minor']);
  await stage.advance('P36D');
  await expect(
    'after the recovery window its purge is final',
    (await lastOf('record.purge-final.v1'))['subject'],
    `client:${people.clientId}`,
  );
  await tell('The child of then turns 25, nine years later.');
  await stage.advance('P9Y');
  await expect('the note of the child is gone', await kept(), []);

  for (const recordId of ['note-adult', 'note-minor']) {
    const certificates = (await stage.events('record.purged.v1'))
      .map(({ detail }) => detail.data)
      .filter((data) => data['recordId'] === recordId)
      .map((data) => String(data['certificate']));
    await expect(`one certificate says that ${recordId} was purged`, certificates.length, 1);
    const { said } = await office.audit('verify-certificate', `${recordId}.jws`, certificates[0] ?? '');
    await expect(
      'an auditor verifies it offline: the record, the rule, and time to live',
      [`"recordId": "${recordId}"`, '"us-ca.psychologist"', '"by": "ttl"'].every((claim) =>
        said.includes(claim),
      ),
      true,
    );
  }
  await expect('no removal is unexplained', (await stage.events('record.removal-unattributed.v1')).length, 0);

  await stage.advance('PT2H');
  const { text } = await office.ask('/v1/ledger-exports', {});
  const sound = await office.audit('verify', 'ledger.ndjson', text);
  await tell(`$ vigil verify ledger.ndjson --jwks jwks.json\n      ${sound.said}`);
  await expect('the exported ledger holds', sound.holds, true);
  const caught = await office.audit('verify', 'forged.ndjson', text.replace('"by":"ttl"', '"by":"sweep"'));
  await tell(`With one word changed:\n      ${caught.said}`);
  await expect(
    'one word changed is found, and named',
    /fact-changed: fact [\w-]+ was changed/.test(caught.said),
    true,
  );
};

interface Report {
  readonly holds: readonly { readonly matterId: string; readonly reviewOverdue: boolean }[];
  readonly overdue: number;
}

const reportOf = async ({ stage }: Clinic, office: Office): Promise<Report> => {
  const until = (await stage.now()).toISOString();
  const answer = await office.ask('/v1/retention-reports', {
    from: '2026-01-01T00:00:00Z',
    until,
    format: 'json',
  });
  return JSON.parse(answer.text) as Report;
};

const notes = async ({ stage }: Clinic) =>
  (await stage.rows('Records')).filter((row) => row['recordClass'] === 'progress-note');
