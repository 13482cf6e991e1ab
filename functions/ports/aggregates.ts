import { setTimeout } from 'node:timers/promises';
import type { Decided } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Custody } from '../../domain/retention/custody.ts';
import type { Disposition } from '../../domain/retention/disposition.ts';
import type { Restamping } from '../../domain/retention/restamp.ts';
import type { Opening } from '../../domain/vault/open-record.ts';
import type { Client } from '../../domain/clearance/client.ts';
import type { Clinician } from '../../domain/clearance/clinician.ts';
import type { Session } from '../../domain/clearance/session.ts';
import type { Incident } from '../../domain/crisis/incident.ts';
import type { Presence } from '../../domain/intake/presence.ts';
import type { PhoneLine } from '../../domain/crisis/phone-line.ts';
import type { ClientWatch } from '../../domain/crisis/client-watch.ts';
import type { Drill, Readiness, Watchdog } from '../../domain/crisis/readiness.ts';
import type { RosterDefinition } from '../../domain/crisis/roster/roster.ts';

/** Names one aggregate; the type says what it holds. */
export interface AggregateKey<S> {
  readonly pk: string;
  /** Whose ledger its facts stand in. */
  readonly tenantId: string;
  /** Never set: carries the type. */
  readonly holds?: S;
}

/** The tenant's roster as the escalation reads it: staff ids and the handles of their phones; numbers stay sealed. */
export interface PublishedRoster {
  readonly definition: RosterDefinition;
  readonly at: Instant;
  readonly eventId: string;
  readonly contactsRecordId: string;
  /** The pseudonym of each phone, by staff id: names the phone's line without telling its number. */
  readonly lines: Readonly<Record<string, string>>;
  /** Who was on call when hand-offs were announced last, by schedule. */
  readonly announced: Readonly<Record<string, readonly string[]>>;
  /** Whose shifts moved and who has not been told yet, with the record that holds their number. */
  readonly moved?: Readonly<Record<string, string>>;
}

/** What an opaque id in a text or a receipt leads to: one page, or all of a bundle. */
export interface Pointer {
  readonly pages: readonly {
    readonly tenantId: string;
    readonly clientId: string;
    readonly incidentId: string;
    readonly staffId: string;
  }[];
  readonly code: string;
}

// '#' cannot stand in an opaque id, so no two aggregates share a key.
export const keys = {
  client: (tenantId: string, clientId: string): AggregateKey<Client> => ({
    pk: `client#${tenantId}#${clientId}`,
    tenantId,
  }),
  clinician: (tenantId: string, clinicianId: string): AggregateKey<Clinician> => ({
    pk: `clinician#${tenantId}#${clinicianId}`,
    tenantId,
  }),
  session: (tenantId: string, sessionId: string): AggregateKey<Session> => ({
    pk: `session#${tenantId}#${sessionId}`,
    tenantId,
  }),
  /** One item a client: so there can be only one open incident of a client. */
  incident: (tenantId: string, clientId: string): AggregateKey<Incident> => ({
    pk: `incident#${tenantId}#${clientId}`,
    tenantId,
  }),
  /** Who is in the room of a session. Apart from the session, since it changes at other times and for other reasons. */
  presence: (tenantId: string, sessionId: string): AggregateKey<Presence> => ({
    pk: `presence#${tenantId}#${sessionId}`,
    tenantId,
  }),
  roster: (tenantId: string): AggregateKey<PublishedRoster> => ({ pk: `roster#${tenantId}`, tenantId }),
  custody: (tenantId: string, clientId: string): AggregateKey<Custody> => ({
    pk: `custody#${tenantId}#${clientId}`,
    tenantId,
  }),
  disposition: (of: {
    readonly tenantId: string;
    readonly subject: string;
    readonly recordId: string;
  }): AggregateKey<Disposition> => ({
    pk: `disposition#${of.tenantId}#${of.subject}#${of.recordId}`,
    tenantId: of.tenantId,
  }),
  opening: (tenantId: string, openingId: string): AggregateKey<Opening> => ({
    pk: `opening#${tenantId}#${openingId}`,
    tenantId,
  }),
  restamping: (tenantId: string, jobId: string): AggregateKey<Restamping> => ({
    pk: `restamping#${tenantId}#${jobId}`,
    tenantId,
  }),
  phoneLine: (line: string): AggregateKey<PhoneLine> => ({ pk: `phone#${line}`, tenantId: 'vigil' }),
  watch: (tenantId: string, clientId: string): AggregateKey<ClientWatch> => ({
    pk: `watch#${tenantId}#${clientId}`,
    tenantId,
  }),
  drill: (tenantId: string): AggregateKey<Drill> => ({ pk: `drill#${tenantId}`, tenantId }),
  readiness: (tenantId: string): AggregateKey<Readiness> => ({ pk: `readiness#${tenantId}`, tenantId }),
  watchdog: { pk: 'watchdog#', tenantId: 'vigil' } as AggregateKey<Watchdog>,
  /** Behind a link in a text. */
  link: (linkId: string): AggregateKey<Pointer> => ({ pk: `link#${linkId}`, tenantId: 'vigil' }),
  /** Behind the id that the SMS service gave a text. */
  message: (messageId: string): AggregateKey<Pointer> => ({ pk: `sms#${messageId}`, tenantId: 'vigil' }),
} as const;

export interface Versioned<S> {
  readonly state: S;
  /** Counts the saves; 0 is an aggregate that was never saved. */
  readonly version: number;
}

/** Aggregates that wait for somebody, by who that is: an index partition of each. */
export type DeadlineQueue = 'custody' | 'disposition' | `unresolved-${string}`;

export interface SaveOptions {
  readonly now: Instant;
  /** When `watch-escalations` (or whoever works off `queue`) must look at it, at the latest. */
  readonly deadline?: Instant | undefined;
  /** Whose deadline it is, where it is not that of an incident. */
  readonly queue?: DeadlineQueue | undefined;
  /** When DynamoDB may delete it. */
  readonly expiresAt?: Instant | undefined;
}

export type AggregateKeys = Readonly<Record<string, AggregateKey<unknown> | undefined>>;

/** What stands under each key; nothing also where there was no key. */
export type Loaded<K extends AggregateKeys> = {
  readonly [N in keyof K]: K[N] extends AggregateKey<infer S> | undefined ? Versioned<S> | undefined : never;
};

/** The aggregates: each is one item, saved by one conditional write that carries the facts decided with it. */
export interface Aggregates {
  /** Reads consistently. */
  load<S>(key: AggregateKey<S>): Promise<Versioned<S> | undefined>;
  /** `conflict`: somebody saved in between and nothing was written; load again and decide again. */
  save<S>(
    key: AggregateKey<S>,
    expectedVersion: number,
    decided: Decided<S>,
    options: SaveOptions,
  ): Promise<'saved' | 'conflict'>;
}

/** The aggregates, several of which are read at once. */
export interface AggregatesAtOnce extends Aggregates {
  /** Reads several consistently in one call. */
  loadAll<K extends AggregateKeys>(keys: K): Promise<Loaded<K>>;
}

/** Nobody could save within so many tries: the message is worth another delivery. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
  constructor(pk: string) {
    super(`gave up after ${maxTries} conflicting writes to ${pk}`);
  }
}

/** Far more writers than one aggregate ever has at a time. */
const maxTries = 10;

export interface Change<S> {
  readonly decided: Decided<S>;
  readonly deadline?: Instant | undefined;
  readonly queue?: DeadlineQueue | undefined;
  readonly expiresAt?: Instant | undefined;
}

type Decide<S> = (current: S | undefined) => Change<S> | undefined | Promise<Change<S> | undefined>;

/**
 * Loads, decides and saves, again where somebody else saved in between. `decide` returns nothing where nothing is to
 * change. Resolves to the aggregate as it stands afterwards.
 */
export const change = async <S>(
  aggregates: Aggregates,
  key: AggregateKey<S>,
  now: Instant,
  decide: Decide<S>,
): Promise<S | undefined> =>
  (await changeKnown(aggregates, key, await aggregates.load(key), now, decide))?.state;

/** As `change`, and believes at first that `known` stands there (nothing where it is not given): that saves a read. */
export const changeKnown = async <S>(
  aggregates: Aggregates,
  key: AggregateKey<S>,
  known: Versioned<S> | undefined,
  now: Instant,
  decide: Decide<S>,
): Promise<Versioned<S> | undefined> => {
  let current = known;
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const changed = await decide(current?.state);
    if (changed === undefined) return current;
    const { decided, ...options } = changed;
    const expected = current?.version ?? 0;
    const outcome = await aggregates.save(key, expected, decided, { now, ...options });
    if (outcome === 'saved') return { state: decided.state, version: expected + 1 };
    // A storm has many writers to one phone: at random moments they do not meet again and again.
    if (attempt > 0) await setTimeout(Math.random() * 2 ** Math.min(attempt, 7) * 5);
    current = await aggregates.load(key);
  }
  throw new ContentionError(key.pk);
};
