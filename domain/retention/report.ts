import type { Instant } from '../instant.ts';
import type { LedgerFact } from '../canonical-json.ts';
import { keptByClass, type Totals } from '../ledger/totals.ts';

/** A record that is kept because no date can be given. */
export interface Unresolved {
  readonly recordId: string;
  /** The client, if the record is one's. */
  readonly clientId: string | null;
  readonly recordClass: string;
  readonly reason: string;
  readonly rules: readonly string[];
  readonly since: Instant;
}

/** What somebody can do about a record for which no date is known. */
const resolutions: Readonly<Record<string, string>> = {
  'class-unknown': 'Add the record class to the retention policy, then recalculate.',
  'jurisdiction-unknown': 'Register the client with the place where they live.',
  'birth-date-unknown': 'Register the client with a date of birth.',
  'birth-date-implausible': 'Correct the date of birth: it is after the record was made.',
  'no-rule': 'Add a rule for every place of the client and license of the author, then recalculate.',
};

interface Dated {
  readonly recordId: string;
  readonly recordClass: string;
  readonly expiresAt: Instant;
}

export interface ReportInputs {
  readonly tenantId: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly now: Instant;
  /** The sums of the last digest, and when it was made. */
  readonly totals: { readonly of: Totals; readonly at: Instant } | undefined;
  readonly due: readonly Dated[];
  readonly overdue: readonly Dated[];
  readonly unresolved: readonly Unresolved[];
  /** How many records each client with a hold has, by client. */
  readonly recordsOf: ReadonlyMap<string, number>;
  readonly holdsInForce: readonly LedgerFact[];
  readonly holdsLifted: readonly LedgerFact[];
  readonly erasures: readonly LedgerFact[];
  readonly purges: readonly LedgerFact[];
  readonly finals: readonly LedgerFact[];
  readonly unattributed: readonly LedgerFact[];
  readonly openings: readonly LedgerFact[];
  readonly refusedOpenings: readonly LedgerFact[];
}

/** What a compliance officer asks about a tenant's records. */
export interface RetentionReport {
  readonly tenantId: string;
  readonly period: { readonly from: Instant; readonly until: Instant };
  readonly reportedAt: Instant;
  readonly kept: {
    readonly asOf: Instant | null;
    readonly byClass: readonly {
      readonly recordClass: string;
      readonly sealedIn: string;
      readonly records: number;
    }[];
  };
  readonly dueInNinetyDays: {
    readonly records: number;
    /** One number a week, the coming one first. */
    readonly byWeek: readonly number[];
    readonly byClass: readonly Counted[];
  };
  /** Must be 0: their time is over, and neither TTL nor the sweep has taken them. */
  readonly overdue: number;
  readonly unresolved: readonly (Unresolved & { readonly resolve: string })[];
  readonly holds: readonly {
    readonly matterId: string;
    readonly clientId: string;
    readonly kind: string;
    readonly placedBy: string;
    readonly reviewAt: Instant;
    readonly reviewOverdue: boolean;
    /** Records that it protects. */
    readonly records: number;
    /** `protects-nothing`: the client has no records. The id may be mistyped. */
    readonly warning?: 'protects-nothing';
  }[];
  readonly erasures: readonly {
    readonly time: Instant;
    readonly requestId: string;
    /** The client, or the pseudonym of one that was erased. */
    readonly clientId: string;
    readonly what: string;
    /** Why not, where it was refused. */
    readonly reasons: readonly ErasureReason[];
  }[];
  readonly certificates: readonly Counted[];
  readonly finalCertificates: number;
  /** Each certificate of the period as a file. */
  readonly certificateFiles: readonly CertificateFile[];
  readonly unattributedRemovals: number;
  readonly openings: readonly {
    readonly purpose: string;
    readonly personId: string;
    readonly records: number;
  }[];
  readonly glassBroken: number;
  readonly openingsRefused: number;
}

export interface ErasureReason {
  readonly reason: string;
  readonly rule?: string;
  readonly until?: Instant;
  readonly records?: number;
  readonly matterId?: string;
}

export interface CertificateFile {
  readonly name: string;
  readonly time: Instant;
  readonly kind: 'purge' | 'erasure';
  readonly stage: 'logical' | 'final';
  /** The record that was purged, or the request that was carried out. */
  readonly about: string;
  /** A JWS in compact form, for `vigil verify-certificate`. */
  readonly jws: string;
}

export interface Counted {
  readonly name: string;
  readonly records: number;
}

/** The latest placement of each client and matter, unless a later release ended it. */
const holdsNow = ({ holdsInForce, holdsLifted }: ReportInputs): readonly LedgerFact[] => {
  const keyOf = (fact: LedgerFact) => JSON.stringify([text(fact, 'clientId'), text(fact, 'matterId')]);
  const byTime = (left: LedgerFact, right: LedgerFact) => left.time.localeCompare(right.time);
  const placed = new Map([...holdsInForce].sort(byTime).map((fact) => [keyOf(fact), fact]));
  for (const lifted of holdsLifted) {
    const key = keyOf(lifted);
    if ((placed.get(key)?.time ?? '') < lifted.time) placed.delete(key);
  }
  return [...placed.values()];
};

export const buildReport = (inputs: ReportInputs): RetentionReport => {
  const { tenantId, from, until, now, totals, due, overdue, unresolved } = inputs;
  return {
    tenantId,
    period: { from, until },
    reportedAt: now,
    kept: { asOf: totals?.at ?? null, byClass: keptRows(totals?.of ?? {}) },
    dueInNinetyDays: {
      records: due.length,
      byWeek: weeks(due, now),
      byClass: counted(due.map(({ recordClass }) => recordClass)),
    },
    overdue: overdue.length,
    unresolved: [...unresolved]
      .sort((left, right) => left.recordId.localeCompare(right.recordId))
      .map((record) => ({ ...record, resolve: resolutions[record.reason] ?? 'Recalculate.' })),
    holds: holdsNow(inputs).map((fact) => {
      const records = inputs.recordsOf.get(text(fact, 'clientId')) ?? 0;
      return {
        ...(records === 0 ? ({ warning: 'protects-nothing' } as const) : {}),
        records,
        matterId: text(fact, 'matterId'),
        clientId: text(fact, 'clientId'),
        kind: text(fact, 'kind'),
        placedBy: text(fact, 'placedBy'),
        reviewAt: text(fact, 'reviewAt'),
        reviewOverdue: text(fact, 'reviewAt') < now,
      };
    }),
    erasures: inputs.erasures.map((fact) => ({
      time: fact.time,
      requestId: text(fact, 'requestId'),
      clientId: text(fact, 'clientId'),
      what: fact.type.replace(/^erasure\.|\.v1$/g, ''),
      reasons: (fact.data as { readonly reasons?: readonly ErasureReason[] }).reasons ?? [],
    })),
    certificates: counted(inputs.purges.map((fact) => text(fact, 'by'))),
    finalCertificates: inputs.finals.length,
    certificateFiles: certificateFiles(inputs),
    unattributedRemovals: inputs.unattributed.length,
    openings: openingRows(inputs.openings),
    glassBroken: inputs.openings.filter((fact) => text(fact, 'reviewBy') !== '').length,
    openingsRefused: inputs.refusedOpenings.length,
  };
};

const text = ({ data }: LedgerFact, name: string): string => {
  const value = (data as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : '';
};

const certificateFiles = ({ purges, finals, erasures }: ReportInputs): readonly CertificateFile[] => {
  const fileOf = (
    fact: LedgerFact,
    kind: CertificateFile['kind'],
    stage: CertificateFile['stage'],
    about: string,
  ): CertificateFile => ({
    name: `${kind}-${about}-${stage}.jws`,
    time: fact.time,
    kind,
    stage,
    about,
    jws: text(fact, 'certificate'),
  });
  return [
    ...purges.map((fact) => fileOf(fact, 'purge', 'logical', text(fact, 'recordId'))),
    ...finals.map((fact) => fileOf(fact, 'purge', 'final', text(fact, 'recordId'))),
    ...erasures
      .filter(({ type }) => type === 'erasure.certified.v1')
      .map((fact) => fileOf(fact, 'erasure', 'final', text(fact, 'requestId'))),
  ].sort((left, right) => left.time.localeCompare(right.time));
};

const keptRows = (totals: Totals): RetentionReport['kept']['byClass'] =>
  Object.entries(keptByClass(totals))
    .flatMap(([recordClass, years]) =>
      Object.entries(years).map(([sealedIn, records]) => ({ recordClass, sealedIn, records })),
    )
    .filter(({ records }) => records !== 0)
    .sort(
      (left, right) =>
        left.recordClass.localeCompare(right.recordClass) || left.sealedIn.localeCompare(right.sealedIn),
    );

const weekMs = 7 * 24 * 3600 * 1000;
/** 90 days, the last week begun. */
const weeksShown = 13;

const weeks = (due: readonly Dated[], now: Instant): readonly number[] => {
  const counts = Array.from({ length: weeksShown }, () => 0);
  for (const { expiresAt } of due) {
    const week = Math.min(weeksShown - 1, Math.floor((Date.parse(expiresAt) - Date.parse(now)) / weekMs));
    counts[week] = (counts[week] ?? 0) + 1;
  }
  return counts;
};

const counted = (names: readonly string[]): readonly Counted[] => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, records]) => ({ name, records }))
    .sort((a, b) => a.name.localeCompare(b.name));
};

const openingRows = (openings: readonly LedgerFact[]): RetentionReport['openings'] =>
  counted(openings.map((fact) => `${text(fact, 'purpose')} ${text(fact, 'personId')}`)).map(
    ({ name, records }) => {
      const [purpose = '', personId = ''] = name.split(' ');
      return { purpose, personId, records };
    },
  );
