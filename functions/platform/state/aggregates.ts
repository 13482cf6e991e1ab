import { setTimeout } from 'node:timers/promises';
import type { Decided } from '../../../domain/fact.ts';
import type { Instant } from '../../../domain/instant.ts';

/** Identifies one aggregate; the type parameter says what it holds. Only the adapter knows how the table writes it. */
export interface AggregateKey<S> {
  readonly kind: string;
  /** Opaque ids, the tenant's first unless the aggregate is shared by all tenants. */
  readonly ids: readonly string[];
  /** Whose ledger its facts belong to. */
  readonly tenantId: string;
  /** Which sweep finds it when its deadline passes; the escalation sweep unless given. */
  readonly index?: DeadlineIndex;
  /** Each turns the state of one schema into the next one's; the first is for schema 1. What is saved has the last schema. */
  readonly upcasters?: readonly ((state: never) => unknown)[];
  /** Never set: carries the type. */
  readonly holds?: S;
}

/** An aggregate as a deadline index lists it. */
export type DueAggregate = Pick<AggregateKey<unknown>, 'kind' | 'ids'>;

export interface Versioned<S> {
  readonly state: S;
  /** Counts the saves; 0 is an aggregate that was never saved. */
  readonly version: number;
}

/** Aggregates with a deadline, by the sweep that looks for them: an incident never waits behind a thousand quiet rooms. */
export type DeadlineIndex =
  | 'escalation'
  | 'presence'
  | 'recheck'
  | 'delivery'
  | 'retention-profile'
  | 'disposition'
  | 'tenant'
  | 'former-tenant'
  | `unresolved-${string}`;

export interface SaveOptions {
  readonly now: Instant;
  /** When a sweep must look at it, at the latest. */
  readonly deadline?: Instant | undefined;
  /** Which sweep, where it is not the key's own. */
  readonly index?: DeadlineIndex | undefined;
  /** When DynamoDB may delete it. */
  readonly expiresAt?: Instant | undefined;
}

export type AggregateKeys = Readonly<Record<string, AggregateKey<unknown> | undefined>>;

/** The aggregate of each key; absent if there is none or no key was given. */
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
  constructor({ kind, tenantId }: AggregateKey<unknown>) {
    super(`gave up after ${maxTries} conflicting writes to one ${kind} of ${tenantId}`);
  }
}

/** Far more writers than one aggregate ever has at a time. */
const maxTries = 10;

export interface Change<S> {
  readonly decided: Decided<S>;
  /** The time of the facts, where they must follow earlier ones: otherwise the time of the call. */
  readonly now?: Instant;
  readonly deadline?: Instant | undefined;
  readonly index?: DeadlineIndex | undefined;
  readonly expiresAt?: Instant | undefined;
}

type Decide<S> = (current: S | undefined) => Change<S> | undefined | Promise<Change<S> | undefined>;

/**
 * Loads, decides and saves, again where somebody else saved in between. `decide` returns nothing where nothing is to
 * change. Resolves to the aggregate after the change.
 */
export const change = async <S>(
  aggregates: Aggregates,
  key: AggregateKey<S>,
  now: Instant,
  decide: Decide<S>,
): Promise<S | undefined> =>
  (await changeKnown(aggregates, key, await aggregates.load(key), now, decide))?.state;

/** As `change`, but first assumes that `known` is stored (nothing if absent): that saves a read. */
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
    // An alert burst has many writers to one phone: random delays keep them from colliding again and again.
    if (attempt > 0) await setTimeout(Math.random() * 2 ** Math.min(attempt, 7) * 5);
    current = await aggregates.load(key);
  }
  throw new ContentionError(key);
};
