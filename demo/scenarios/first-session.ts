import { recordSubmitted } from '../../events/record.ts';
import { sessionEnded, sessionStarted } from '../../events/session.ts';
import { checkIn, type Clinic, furnish, people } from '../clinic.ts';
import type { Story } from '../story.ts';

/** A first session as it should be: consent, check-in, clearance, a sealed note. */
export const firstSession = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { state, stage, facts } = clinic;
  const { clientId, sessionId, clinicianId } = people;

  await tell('The clinic registers its on-call staff, a clinician and a client, who consents to telehealth.');
  await furnish(clinic);
  await tell('A session is scheduled. The client checks in: in California, in a private place.');
  await checkIn(clinic);
  const cleared = (await stage.events('session.cleared.v1')).at(-1)?.detail.data;
  await expect('the session is cleared', (await facts('session.cleared')).length, 1);
  await expect('by consent, location, licence and private place', passedChecksOf(cleared), {
    jurisdiction: 'jurisdiction-known',
    'telehealth-treatment': 'consent-in-force',
    licence: 'licence-in-date',
    discipline: 'standing-good',
    location: 'location-confirmed',
    'private-place': 'place-private',
  });

  await state(sessionStarted, { sessionId, clientId });
  await tell('The session starts. Afterwards the clinician files a note.');
  await state(recordSubmitted, {
    recordId: 'note-3307',
    clientId,
    sessionId,
    authorId: clinicianId,
    recordClass: 'progress-note',
    content: 'Example note: the client reports sleeping better.',
  });
  const note = (await stage.rows('Records')).find((row) => row['recordId'] === 'note-3307');
  await expect(
    'the note is sealed: no word of it stands in the table',
    JSON.stringify(note).includes('sleeping'),
    false,
  );
  await expect('it is kept while care lasts', (note?.['retention'] as { status: string }).status, 'open');

  await state(sessionEnded, { sessionId, clientId });
  await tell('The session ends.');
  const open = (await stage.rows('State')).find((row) => row['pk'] === `client#demo-clinic#${clientId}`);
  await expect(
    'no session is open any more',
    (open?.['state'] as { openSessions: string[] }).openSessions,
    [],
  );
  await expect('nobody was paged', (await facts('incident.')).length, 0);
  await expect('the birth date is sealed as well', await birthDateIsSealed(clinic), true);
};

const passedChecksOf = (data: Record<string, unknown> | undefined): Record<string, string> =>
  Object.fromEntries(
    ((data?.['checks'] ?? []) as { check: string; about?: string; status: string; reason: string }[])
      .filter(({ status }) => status === 'pass')
      .map(({ check, about, reason }) => [about ?? check, reason]),
  );

/** The birth date that the clinic stated stands in clear text in no table. */
const birthDateIsSealed = async ({ stage }: Clinic): Promise<boolean> => {
  const tables = await Promise.all(['State', 'Records', 'Keys', 'Ledger'].map((table) => stage.rows(table)));
  return !JSON.stringify(tables).includes('1990-04-12');
};
