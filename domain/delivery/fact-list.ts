import type { Instant } from '../instant.ts';
import type { ReportedType } from '../ledger/reported-types.ts';

/** What can be listed by machines, from the facts in the ledger. */
export type ListName = 'incidents' | 'holds' | 'erasures' | 'certificates';

interface ListShape {
  /** The facts that begin an entry; the period of a question is about them. */
  readonly begins: readonly ReportedType[];
  /** What each fact makes of an entry. */
  readonly statusAfter: Partial<Readonly<Record<ReportedType, string>>>;
  /** The fields that make an entry one of a kind; none where each fact is an entry. */
  readonly entryFields: readonly string[];
  /** How far a question reaches back that does not say. */
  readonly daysBack: number;
}

/** Longer than the ledger is kept. */
const always = 36_500;

export const lists: Readonly<Record<ListName, ListShape>> = {
  incidents: {
    begins: ['incident.opened.v1'],
    statusAfter: {
      'incident.opened.v1': 'open',
      'incident.reopened.v1': 'open',
      'incident.acknowledged.v1': 'acknowledged',
      'incident.welfare-confirmed.v1': 'welfare-confirmed',
      'incident.closed.v1': 'closed',
    },
    entryFields: ['incidentId'],
    daysBack: 30,
  },
  holds: {
    begins: ['hold.in-force.v1'],
    statusAfter: { 'hold.in-force.v1': 'in-force', 'hold.lifted.v1': 'lifted' },
    entryFields: ['clientId', 'matterId'],
    daysBack: always,
  },
  erasures: {
    begins: ['erasure.scheduled.v1', 'erasure.refused.v1'],
    statusAfter: {
      'erasure.scheduled.v1': 'scheduled',
      'erasure.refused.v1': 'refused',
      'erasure.cancelled.v1': 'cancelled',
      'erasure.completed.v1': 'completed',
      'erasure.certified.v1': 'certified',
    },
    entryFields: ['requestId'],
    daysBack: always,
  },
  certificates: {
    begins: ['record.purged.v1', 'record.purge-final.v1', 'erasure.certified.v1'],
    statusAfter: {
      'record.purged.v1': 'purged',
      'record.purge-final.v1': 'final',
      'erasure.certified.v1': 'erased',
    },
    entryFields: [],
    daysBack: 30,
  },
};

/** A fact as it is listed. */
export interface ListedFact {
  readonly id: string;
  readonly type: string;
  readonly time: Instant;
  readonly data: object;
}

/** What facts say about one incident, hold, erasure or certificate. */
export interface ListEntry {
  readonly status: string;
  readonly since: Instant;
  readonly updatedAt: Instant;
  /** All of them, oldest first. */
  readonly facts: readonly ListedFact[];
}

/** The entries that began in a period, in the order of their beginning; `facts` come in any order. */
export const entriesOf = (
  name: ListName,
  facts: readonly ListedFact[],
  from: Instant,
  until: Instant,
): readonly ListEntry[] => {
  const { begins, statusAfter, entryFields } = lists[name];
  const sorted = facts.toSorted((left, right) => (positionOf(left) < positionOf(right) ? -1 : 1));
  const groups = Map.groupBy(sorted, ({ id, data }) =>
    entryFields.length === 0
      ? id
      : entryFields.map((field) => (data as Readonly<Record<string, unknown>>)[field]).join('#'),
  );
  return [...groups.values()].flatMap((group) => {
    const first = group.find(({ type }) => (begins as readonly string[]).includes(type));
    const last = group.findLast(({ type }) => type in statusAfter);
    if (first === undefined || last === undefined) return [];
    if (first.time < from || first.time >= until) return [];
    const status = statusAfter[last.type as ReportedType] ?? '';
    return [{ status, since: first.time, updatedAt: last.time, facts: group }];
  });
};

const positionOf = ({ time, id }: ListedFact): string => `${time}#${id}`;

/** Where a page ends: the beginning of its last entry. */
export const cursorOf = ({ facts }: ListEntry): string => {
  const [first] = facts;
  return first === undefined ? '' : positionOf(first);
};

export interface ListPage {
  readonly entries: readonly ListEntry[];
  /** Where the next page goes on; absent on the last one. */
  readonly next?: string;
}

/** The entries behind a cursor, at most so many. What began meanwhile comes on a later page, and no page shifts. */
export const pageOf = (entries: readonly ListEntry[], after: string, most: number): ListPage => {
  const rest = entries
    .toSorted((left, right) => (cursorOf(left) < cursorOf(right) ? -1 : 1))
    .filter((entry) => cursorOf(entry) > after);
  const page = rest.slice(0, most);
  const last = page.at(-1);
  return rest.length > page.length && last !== undefined
    ? { entries: page, next: cursorOf(last) }
    : { entries: page };
};
