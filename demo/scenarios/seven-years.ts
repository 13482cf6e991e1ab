import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { clientDischarged } from '../../events/client-discharged.ts';
import { clientRegistered } from '../../events/client-registered.ts';
import { recordSubmitted } from '../../events/record-submitted.ts';
import { type Clinic, people, register } from '../clinic.ts';
import type { Story } from '../story.ts';

/** Records of an adult and of a minor: each kept as long as the law says, purged by DynamoDB, and proven. */
export const sevenYears = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage } = clinic;
  const minor = 'client-kid8';
  const born = new Date(await stage.now());
  born.setUTCFullYear(born.getUTCFullYear() - 8);

  await register(clinic);
  await state(clientRegistered, {
    clientId: minor,
    jurisdiction: 'US-CA',
    birthDate: born.toISOString().slice(0, 10),
    emergencyContactName: 'Example Guardian',
    emergencyContactPhone: '+12025550191',
  });
  for (const [clientId, recordId] of [
    [people.clientId, 'note-adult'],
    [minor, 'note-minor'],
  ] as const) {
    await state(recordSubmitted, {
      recordId,
      clientId,
      authorId: people.clinicianId,
      recordClass: 'progress-note',
      content: 'Example note.',
    });
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

  await tell('Seven years less a day pass.');
  await stage.advance('P6Y364D');
  await expect('both notes are still there', await kept(), ['note-adult', 'note-minor']);
  await tell('A week more.');
  await stage.advance('P7D');
  await expect('the note of the adult is gone', await kept(), ['note-minor']);
  await tell('Ten years more, and a week.');
  await stage.advance('P10Y7D');
  await expect('the note of the child is gone', await kept(), []);

  const response = await fetch(`${stage.url}/.well-known/jwks.json`);
  const keys = createLocalJWKSet((await response.json()) as JSONWebKeySet);
  const purged = await stage.events('record.purged.v1');
  for (const recordId of ['note-adult', 'note-minor']) {
    const certificates = purged
      .map(({ detail }) => detail.data)
      .filter((data) => data['recordId'] === recordId)
      .map((data) => data['certificate'] as string);
    await expect(`one certificate says that ${recordId} was purged`, certificates.length, 1);
    // The certificate is verified as an outsider would: with the published key, and no claim about when to trust it.
    const { payload } = await jwtVerify(certificates[0] ?? '', keys);
    await expect(
      'it verifies, and names the record, the rule and time to live',
      [payload['recordId'], payload['rules'], payload['by']],
      [recordId, ['us-ca.psychologist'], 'ttl'],
    );
  }
  await expect('no removal is unexplained', (await stage.events('record.removal-unattributed.v1')).length, 0);
};

const notes = async ({ stage }: Clinic) =>
  (await stage.rows('Records')).filter((row) => row['recordClass'] === 'progress-note');
