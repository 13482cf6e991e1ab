import type { Instant } from '../instant.ts';
import type { LedgerFact } from '../canonical-json.ts';
import { keptByClass, type Totals } from '../ledger/totals.ts';

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
  readonly unresolved: readonly string[];
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
  readonly unresolved: readonly string[];
  readonly holds: readonly {
    readonly matterId: string;
    readonly clientId: string;
    readonly kind: string;
    readonly placedBy: string;
    readonly reviewAt: Instant;
    readonly reviewOverdue: boolean;
  }[];
  readonly erasures: readonly { readonly time: Instant; readonly requestId: string; readonly what: string }[];
  readonly certificates: readonly Counted[];
  readonly finalCertificates: number;
  readonly unattributedRemovals: number;
  readonly openings: readonly {
    readonly purpose: string;
    readonly personId: string;
    readonly records: number;
  }[];
  readonly glassBroken: number;
  readonly openingsRefused: number;
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
    unresolved: [...unresolved].sort(),
    holds: holdsNow(inputs).map((fact) => ({
      matterId: text(fact, 'matterId'),
      clientId: text(fact, 'clientId'),
      kind: text(fact, 'kind'),
      placedBy: text(fact, 'placedBy'),
      reviewAt: text(fact, 'reviewAt'),
      reviewOverdue: text(fact, 'reviewAt') < now,
    })),
    erasures: inputs.erasures.map((fact) => ({
      time: fact.time,
      requestId: text(fact, 'requestId'),
      what: fact.type.replace(/^erasure\.|\.v1$/g, ''),
    })),
    certificates: counted(inputs.purges.map((fact) => text(fact, 'by'))),
    finalCertificates: inputs.finals.length,
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
