import type * as z from 'zod';
import type { Clinic } from '../../demo/clinic.ts';
import { clientRegistered } from '../../events/client.ts';
import { clinicianRegistered } from '../../events/clinician.ts';
import type { Contract, Stated } from '../../events/define.ts';

/** What a run of the flow left behind, without what differs from run to run (ids, times, codes, versions). */
export interface Outcome {
  readonly state: readonly string[];
  readonly records: readonly string[];
  readonly facts: readonly string[];
  readonly texts: readonly string[];
}

export interface Player {
  /** States a fact, again until it is accepted, as a real provider does; then minutes pass, in which what failed is tried again. */
  state<T extends string, S extends z.ZodObject, P extends z.ZodObject>(
    contract: Contract<T, S, P>,
    data: Stated<S, P>,
  ): Promise<void>;
  /** What a phone was told in this run. */
  heard(number: string): Promise<string[]>;
  /** Somebody answers with the code of the first text of this run, or of the last one that says this. */
  answer(number: string, words: string, toWhat?: string): Promise<void>;
}

/** Tests of a phone count as heard where the run is about them. */
export const startRun = async (
  { stage, client }: Clinic,
  run: string,
  { withTests = false }: { readonly withTests?: boolean } = {},
): Promise<Player> => {
  let events = 0;
  const heardBefore = new Map(
    (await stage.phones()).map(({ number, messages }) => [number, messages.length]),
  );
  const heard = async (number: string): Promise<string[]> => {
    const phone = (await stage.phones()).find((candidate) => candidate.number === number);
    const texts = (phone?.messages ?? []).slice(heardBefore.get(number) ?? 0).map(({ text }) => text);
    // A phone is asked to confirm itself once, on the first roster that names it, and tested once a week: no part of a run.
    return withTests ? texts : texts.filter((text) => !/was named for on-call pages|DRILL/.test(text));
  };
  return {
    heard,
    async state(contract, data) {
      const id = `${run}-${events++}`;
      // Fixed, so that the same run gives the same derived ids and dates.
      const time = await stage.now();
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const sent = await client.sendEvent(contract, data, { id, time });
        if (sent.status === 'accepted') break;
        if (attempt === 4) throw new Error(`${contract.type} was never accepted: ${JSON.stringify(sent)}`);
      }
      await stage.advance('PT2M');
    },
    async answer(number, words, toWhat) {
      const texts = await heard(number);
      const text = toWhat === undefined ? texts[0] : texts.findLast((each) => each.includes(toWhat));
      const code = /\d{4}/.exec(text ?? '')?.[0] ?? 'none';
      await stage.reply(number, `${code} ${words}`);
      await stage.advance('PT4M');
    },
  };
};

/** A clinician and a client of the run's own. */
export const registerParties = async (
  state: Player['state'],
  { clientId, clinicianId }: { readonly clientId: string; readonly clinicianId: string },
): Promise<void> => {
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
};

export const outcomeOf = async (
  { stage }: Clinic,
  run: string,
  texts: Readonly<Record<string, readonly string[]>>,
): Promise<Outcome> => {
  const ofRun = (row: unknown): boolean => JSON.stringify(row).includes(run);
  const tables = await Promise.all(['State', 'Records', 'Ledger'].map((table) => stage.rows(table)));
  const [state, records] = tables.map((rows) => rows.filter(ofRun));
  // The purges of an erasure name the record alone.
  const recordIds = (state ?? [])
    .map(({ pk }) => String(pk).split('#'))
    .flatMap(([kind, , , recordId]) => (kind === 'disposition' ? [recordId ?? ''] : []));
  const ledger = withClients(tables[2] ?? [], tables[0] ?? []).filter(
    (row) => ofRun(row) || recordIds.includes(String((row['data'] as Row | undefined)?.['recordId'])),
  );
  const plain = (value: unknown): string => normalise(JSON.stringify(sorted(value)), run);
  return {
    state: (state ?? [])
      // Phones and the roster are of all runs; what a receipt leads to is a convenience that may be missing.
      .filter(({ pk }) => !/^(phone|roster|sms|opening)#/.test(String(pk)))
      .map(({ pk, state: kept }) => plain({ pk, kept }))
      .sort(),
    records: (records ?? [])
      .map(({ recordId, recordClass, retention }) => plain({ recordId, recordClass, retention }))
      .sort(),
    facts: withoutRepeats(ledger.map(({ type, data }) => plain({ type, data }))).sort(),
    texts: Object.entries(texts).flatMap(([who, heard]) =>
      heard.map((text) => `${who}: ${text.replaceAll(/http\S+/g, 'LINK').replaceAll(/\d{4}/g, 'CODE')}`),
    ),
  };
};

/**
 * Retention is set again whenever its basis changes; how often depends on the order in which the bus delivers the changes. A
 * read whose answer is lost after its fact was saved is asked for again, and is a fact of its own.
 */
const repeated =
  /"type":"(client\.retention-basis-changed|record\.(retention-set|opened|opening-refused)|access\.exported)\.v1"/;

const withoutRepeats = (facts: readonly string[]): string[] => [
  ...facts.filter((fact) => !repeated.test(fact)),
  ...new Set(facts.filter((fact) => repeated.test(fact))),
];

type Row = Record<string, unknown>;

/** The ledger with clients' ids in the place of their pseudonyms, as far as State still connects them. */
const withClients = (ledger: readonly Row[], state: readonly Row[]): Row[] => {
  const clients = new Map(
    state
      .filter(({ pk }) => String(pk).startsWith('pseudonym#'))
      .map(({ pk, state: known }) => [(known as Row)['pseudonym'], String(pk).split('#')[2] ?? '']),
  );
  return ledger.map(
    (row) =>
      JSON.parse(
        JSON.stringify(row).replaceAll(/p-[0-9a-f]{32}/g, (name) => clients.get(name) ?? name),
      ) as Row,
  );
};

/** Ids, times and hashes differ from run to run; everything else must not. */
const normalise = (text: string, run: string): string =>
  text
    // A signature differs each time; what is signed must not.
    .replaceAll(/eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+/g, (_, claims: string) =>
      Buffer.from(claims, 'base64url').toString(),
    )
    .replaceAll(run, 'RUN')
    // Anyone who was on call in the run before hands on to this one's.
    .replaceAll(/\brun\d+x\b/g, 'BEFORE')
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME')
    .replaceAll(/"line":"[0-9a-f]{32}"/g, '"line":"LINE"')
    .replaceAll(/"code":"\d{4}"/g, '"code":"CODE"')
    .replaceAll(/"week":"\d{4}-W\d{2}"/g, '"week":"WEEK"')
    .replaceAll(/\blink#[\w-]{12}/g, 'link#ID')
    .replaceAll(/\b(rec|inc|p)-[0-9a-f]{32}\b/g, '$1-ID')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/"sha256":"[0-9a-f]{64}"/g, '"sha256":"HASH"')
    // The same text sealed twice gives two ciphertexts.
    .replaceAll(/eyJ[\w-]+(\.[\w-]*){4}/g, 'JWE')
    // Each save counts; how many there were is not what matters.
    .replaceAll(/"step":\d+/g, '"step":N')
    // A fact says so where a fault cost the first try.
    .replaceAll(/"tries":\d+,/g, '');

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
};
