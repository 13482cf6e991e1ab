import type { SignedKind, VerifyClaims } from '../signed-claims.ts';
import { canonical, type LedgerFact, type Sha256 } from '../canonical-json.ts';
import { type DigestClaims, hashOfHashes } from './digest.ts';

/** The first line of an export. */
export interface ExportHeader {
  readonly kind: 'vigil-ledger-export';
  readonly tenantId: string;
  readonly exportedAt: string;
  readonly digests: number;
  readonly facts: number;
}

/** The line before the facts of a digest. */
export interface DigestLine {
  readonly digest: string;
  readonly hashes: readonly string[];
}

/** The claims of the last line: it covers every byte before it. */
export interface ExportSeal {
  readonly kind: 'ledger-export-seal';
  readonly tenantId: string;
  readonly sha256: string;
}

export type Fault =
  | 'fact-changed'
  | 'fact-removed'
  | 'fact-added'
  | 'fact-reordered'
  | 'digest-forged'
  | 'key-unknown'
  | 'digest-missing'
  | 'hashes-changed'
  | 'other-tenant'
  | 'header-changed'
  | 'seal-broken'
  | 'not-an-export';

export type Verification =
  | {
      readonly outcome: 'sound';
      readonly tenantId: string;
      readonly facts: number;
      readonly digests: number;
      /** The first and the last digest: links to what came before, and to what comes after. */
      readonly firstSequence?: number;
      readonly lastSequence?: number;
    }
  | {
      readonly outcome: 'broken';
      readonly fault: Fault;
      /** 1 is the first line. */
      readonly line: number;
      readonly factId?: string;
      readonly message: string;
    };

export interface Verifiers {
  readonly sha256: Sha256;
  readonly verifyJws: VerifyClaims;
}

/** Checks an export, line by line, and names the first thing that is wrong. Never throws for what the text says. */
export const verifyExport = async (text: string, verifiers: Verifiers): Promise<Verification> => {
  const lines = text.split('\n');
  const last = lines.length - 1;
  if (last < 2 || lines[last] !== '')
    return broken('not-an-export', 1, 'it is too short, or its last line is cut off');
  const header = parse<ExportHeader>(lines[0] ?? '');
  if (!isHeader(header)) return broken('header-changed', 1, 'the first line is no header');

  const found = { facts: 0, digests: 0, firstSequence: 0, lastSequence: 0, previousJws: '' };
  let at = 1;
  while (at < last - 1) {
    const group = await verifyGroup(lines, at, last - 1, header.tenantId, found, verifiers);
    if ('outcome' in group) return group;
    at = group.next;
  }
  const seal = await verifySeal(lines, last - 1, header, verifiers);
  if (seal !== undefined) return seal;
  if (header.facts !== found.facts || header.digests !== found.digests) {
    return broken('header-changed', 1, 'the first line counts other facts or digests than there are');
  }
  const { facts, digests, firstSequence, lastSequence } = found;
  return {
    outcome: 'sound',
    tenantId: header.tenantId,
    facts,
    digests,
    ...(digests > 0 ? { firstSequence, lastSequence } : {}),
  };
};

const isHeader = (header: Partial<ExportHeader> | undefined): header is ExportHeader =>
  header?.kind === 'vigil-ledger-export' && typeof header.tenantId === 'string';

interface Found {
  facts: number;
  digests: number;
  firstSequence: number;
  lastSequence: number;
  previousJws: string;
}

type Broken = Extract<Verification, { outcome: 'broken' }>;

/** One digest with its facts. */
const verifyGroup = async (
  lines: readonly string[],
  at: number,
  end: number,
  tenantId: string,
  found: Found,
  { sha256, verifyJws }: Verifiers,
): Promise<Broken | { readonly next: number }> => {
  const text = lines[at] ?? '';
  const line = parse<DigestLine>(text);
  if (typeof line?.digest !== 'string' || !Array.isArray(line.hashes)) {
    // A fact in the place of a digest was inserted after the last fact of its digest.
    const fact = parse<LedgerFact>(text);
    return typeof fact?.id === 'string'
      ? broken('fact-added', at + 1, `fact ${fact.id} stands in no digest`, fact.id)
      : broken('digest-forged', at + 1, 'the line is neither a digest nor a fact');
  }
  const signed = await claimsOf<DigestClaims>(verifyJws, line.digest, 'ledger-digest');
  if ('unknownKey' in signed) return keyUnknown(at + 1, signed.unknownKey);
  const { claims } = signed;
  if (claims === undefined) return broken('digest-forged', at + 1, 'the signature does not hold');
  if (claims.tenantId !== tenantId) return broken('other-tenant', at + 1, 'the digest is of another tenant');
  if (found.digests > 0) {
    const follows =
      claims.sequence === found.lastSequence + 1 && claims.previous === sha256(found.previousJws);
    if (!follows)
      return broken('digest-missing', at + 1, `a digest is missing before number ${claims.sequence}`);
  }
  if (
    canonical(line) !== text ||
    hashOfHashes(line.hashes, sha256) !== claims.facts ||
    line.hashes.length !== claims.count
  ) {
    return broken(
      'hashes-changed',
      at + 1,
      `the hashes listed for digest ${claims.sequence} are not those signed`,
    );
  }
  const facts: string[] = [];
  for (let next = at + 1; next < end && !isDigestLine(lines[next] ?? ''); next += 1)
    facts.push(lines[next] ?? '');
  const fault = firstDifference(line.hashes, facts, at + 2, sha256);
  if (fault !== undefined) return fault;

  if (found.digests === 0) found.firstSequence = claims.sequence;
  found.digests += 1;
  found.facts += facts.length;
  found.lastSequence = claims.sequence;
  found.previousJws = line.digest;
  return { next: at + 1 + facts.length };
};

const isDigestLine = (line: string): boolean => line.startsWith('{"digest":');

/** The first place at which the facts differ from those signed, and what was done there. */
const firstDifference = (
  signed: readonly string[],
  facts: readonly string[],
  firstLine: number,
  sha256: Sha256,
): Broken | undefined => {
  const actual = facts.map(sha256);
  const index = Math.max(signed.length, actual.length) === 0 ? -1 : differsAt(signed, actual);
  if (index < 0) return undefined;
  const line = firstLine + index;
  const here = actual[index];
  const id = parse<LedgerFact>(facts[index] ?? '')?.id;
  const name = typeof id === 'string' ? `fact ${id}` : `the fact on line ${line}`;
  const before = parse<LedgerFact>(facts[index - 1] ?? '')?.id;
  const after = before === undefined ? 'the first fact of the digest' : `the fact after ${before}`;
  const wanted = signed[index];
  if (here === undefined) return broken('fact-removed', line, `${after} was removed`);
  if (wanted === undefined) return broken('fact-added', line, `${name} was added`, id);
  const comesLater = signed.includes(here, index + 1);
  const wantedLater = actual.includes(wanted, index + 1);
  if (comesLater && wantedLater) return broken('fact-reordered', line, `${name} stands in another place`, id);
  if (comesLater) return broken('fact-removed', line, `${after} was removed`);
  if (wantedLater) return broken('fact-added', line, `${name} was added`, id);
  return broken('fact-changed', line, `${name} was changed`, id);
};

const differsAt = (left: readonly string[], right: readonly string[]): number => {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) if (left[index] !== right[index]) return index;
  return -1;
};

const verifySeal = async (
  lines: readonly string[],
  at: number,
  { tenantId }: ExportHeader,
  { sha256, verifyJws }: Verifiers,
): Promise<Broken | undefined> => {
  const line = parse<{ seal: string }>(lines[at] ?? '');
  const unsealed = broken('seal-broken', at + 1, 'the last line is no seal that holds');
  if (typeof line?.seal !== 'string' || canonical(line) !== lines[at]) return unsealed;
  const signed = await claimsOf<ExportSeal>(verifyJws, line.seal, 'ledger-export-seal');
  if ('unknownKey' in signed) return keyUnknown(at + 1, signed.unknownKey);
  const { claims } = signed;
  if (claims?.tenantId !== tenantId) return unsealed;
  return claims.sha256 === sha256(lines.slice(0, at).join('\n') + '\n')
    ? undefined
    : broken('header-changed', 1, 'the seal is of other bytes, although every fact and digest holds');
};

/** Claims of one kind whose signature holds, the unknown key that signed them, or nothing. */
const claimsOf = async <C extends { readonly kind: SignedKind }>(
  verifyJws: VerifyClaims,
  jws: string,
  kind: C['kind'],
): Promise<{ readonly claims: C | undefined } | { readonly unknownKey: string }> => {
  const verified = await verifyJws(jws, [kind]);
  if (verified.outcome === 'key-unknown') return { unknownKey: verified.kid };
  if (verified.outcome !== 'holds') return { claims: undefined };
  const claims = verified.claims as C;
  return { claims: claims.kind === kind ? claims : undefined };
};

const keyUnknown = (line: number, kid: string): Broken =>
  broken('key-unknown', line, `key ${kid} signed it, which is not among the keys given: fetch them again`);

const broken = (fault: Fault, line: number, message: string, factId?: string): Broken => ({
  outcome: 'broken',
  fault,
  line,
  ...(typeof factId === 'string' ? { factId } : {}),
  message,
});

const parse = <T>(line: string): Partial<T> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};
