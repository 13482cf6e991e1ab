import type { Instant } from '../instant.ts';
import { factLine, type LedgerFact, type Sha256 } from '../canonical-json.ts';
import { addToTotals, type Totals } from './totals.ts';

/**
 * The claims of a signed digest: which facts there are, in order, and which digest came before. Every fact stands in
 * exactly one digest; one that reached the ledger after its hour was closed stands in the next, behind those of the hour.
 */
export interface DigestClaims {
  readonly kind: 'ledger-digest';
  readonly tenantId: string;
  /** 1, 2, 3, ... without a gap. */
  readonly sequence: number;
  /** `YYYY-MM-DDTHH`; absent where only late facts are digested. */
  readonly hour?: string;
  readonly count: number;
  /** SHA-256 over the hashes of the facts, joined by line feeds. */
  readonly facts: string;
  /** SHA-256 of the digest before (its JWS); absent in the first. */
  readonly previous?: string;
  /** What all facts so far add up to: so a report reads one digest rather than all facts. */
  readonly totals: Totals;
  readonly digestedAt: Instant;
}

export interface SignedDigest {
  readonly claims: DigestClaims;
  readonly jws: string;
}

export interface Digested {
  readonly claims: DigestClaims;
  readonly hashes: readonly string[];
}

export const hashOfHashes = (hashes: readonly string[], sha256: Sha256): string => sha256(hashes.join('\n'));

/** The digest of some facts, linked to the one before. */
export const digestFacts = (
  facts: readonly LedgerFact[],
  of: { readonly tenantId: string; readonly hour?: string; readonly now: Instant },
  previous: SignedDigest | undefined,
  sha256: Sha256,
): Digested => {
  const hashes = facts.map((fact) => sha256(factLine(fact)));
  return {
    hashes,
    claims: {
      kind: 'ledger-digest',
      tenantId: of.tenantId,
      sequence: (previous?.claims.sequence ?? 0) + 1,
      ...(of.hour === undefined ? {} : { hour: of.hour }),
      count: facts.length,
      facts: hashOfHashes(hashes, sha256),
      ...(previous === undefined ? {} : { previous: sha256(previous.jws) }),
      totals: facts.reduce(addToTotals, previous?.claims.totals ?? {}),
      digestedAt: of.now,
    },
  };
};

/** Minutes after its end in which an hour still accepts facts: the stream lags by seconds, its alarm fires after three minutes. */
const openAfterMinutes = 15;
/** Minutes between closing and digesting: longer than any run that may still be writing. */
const settleMinutes = 5;

const endOf = (hour: string): number => Date.parse(`${hour}:00:00.000Z`) + 3600 * 1000;

/** Does a fact of this hour come too late for the hour's digest? */
export const isLate = (hour: string, now: Instant): boolean =>
  Date.parse(now) > endOf(hour) + openAfterMinutes * 60_000;

/** May this hour be digested? */
export const isSettledHour = (hour: string, now: Instant): boolean =>
  Date.parse(now) >= endOf(hour) + (openAfterMinutes + settleMinutes) * 60_000;

/** Markers of late facts older than this have their fact in the table, or never will. */
export const lateUntil = (now: Instant): Instant =>
  new Date(Date.parse(now) - settleMinutes * 60_000).toISOString();
