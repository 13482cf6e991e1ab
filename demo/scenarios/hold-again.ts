import { clientDischarged } from '../../events/client.ts';
import { holdPlaced, holdReleased } from '../../events/hold.ts';
import { type Clinic, fileRecord, people, register } from '../clinic.ts';
import { openOffice } from '../records-office.ts';
import type { Story } from '../story.ts';

/**
 * A hold is placed, released and placed again for the same matter, and the release arrives once more, late: only the
 * second placement counts. A hold on a mistyped client is accepted, and the report warns that it protects nothing.
 */
export const holdAgain = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, client } = clinic;
  const { clientId } = people;
  const office = await openOffice(clinic);
  const matter = { clientId, matterId: 'matter-12' };
  const placed = { kind: 'litigation', reviewAt: '2036-01-01T00:00:00Z' } as const;
  const note = async () =>
    (await stage.rows('Records')).find(({ recordClass }) => recordClass === 'progress-note');
  const kept = async () => (await note())?.['retention'] as { readonly status: string } | undefined;
  const statements = async (type: string) => (await stage.events(type)).map(({ detail }) => detail.data);

  await register(clinic);
  await fileRecord(clinic, { recordId: 'note-1', clientId, recordClass: 'progress-note' });
  await state(clientDischarged, { clientId });
  await expect('a note has a date: seven years after care ended', (await kept())?.status, 'until');

  await tell('Somebody sues. The notes are held.');
  await state(holdPlaced, { ...matter, ...placed, placedBy: 'officer-3' });
  await expect('the note is held', (await kept())?.status, 'held');
  await stage.advance('P1D');
  await tell('A day later the parties settle, and the hold is released.');
  const released = await stage.now();
  await state(holdReleased, { ...matter, releasedBy: 'officer-3' });
  await expect('the note has its date again', (await kept())?.status, 'until');
  await stage.advance('P1D');
  await tell('The settlement fails. The same matter is opened again by another officer.');
  await state(holdPlaced, { ...matter, ...placed, placedBy: 'officer-4' });
  await expect('the note is held again', (await kept())?.status, 'held');

  await tell('The first release arrives once more, from another system and under another id.');
  await client.sendEvent(
    holdReleased,
    { ...matter, releasedBy: 'officer-3' },
    { id: 'late-release', time: released },
  );
  await stage.idle();
  await expect('it lifts nothing, and a fact says why', (await statements('hold.refused.v1')).at(-1), {
    ...matter,
    statement: 'released',
    reason: 'placed-later',
  });
  await expect('the note is held', (await kept())?.status, 'held');

  await tell('A hold for the next lawsuit names a client who does not exist.');
  await state(holdPlaced, {
    ...placed,
    clientId: 'client-7f3b',
    matterId: 'matter-13',
    placedBy: 'officer-4',
  });
  const until = new Date((await stage.now()).getTime() + 1000).toISOString();
  const answer = await office.ask('/v1/retention-reports', {
    from: '2026-01-01T00:00:00Z',
    until,
    format: 'json',
  });
  const { holds } = JSON.parse(answer.text) as {
    readonly holds: readonly {
      readonly matterId: string;
      readonly placedBy: string;
      readonly records: number;
      readonly warning?: string;
    }[];
  };
  const rows = await stage.rows('Records');
  await expect(
    'the report lists the second placement with what it protects, and warns of the hold that protects nothing',
    holds.map(({ matterId, placedBy, records, warning }) => [matterId, placedBy, records, warning]).sort(),
    [
      [
        'matter-12',
        'officer-4',
        rows.filter(({ subject }) => subject === `client:${clientId}`).length,
        undefined,
      ],
      ['matter-13', 'officer-4', 0, 'protects-nothing'],
    ],
  );

  await tell('Eight years pass.');
  await stage.advance('P8Y');
  await expect('the note is still there', (await note())?.['recordId'], 'note-1');
  await tell('The matter is closed for good. A week passes.');
  await state(holdReleased, { ...matter, releasedBy: 'officer-4' });
  await stage.advance('P8D');
  await expect('the note is purged', await note(), undefined);
  await expect(
    'with a certificate',
    (await statements('record.purged.v1')).map(({ recordId }) => recordId).includes('note-1'),
    true,
  );
};
