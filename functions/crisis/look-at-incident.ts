import type { ContactMethod } from '../../domain/crisis/contact-method.ts';
import type { Incident } from '../../domain/crisis/incident.ts';
import { clientKey } from '../clearance/keys.ts';
import type { Log } from '../platform/lambda/log.ts';
import type { AggregateKeys, AggregatesAtOnce, Versioned } from '../platform/state/aggregates.ts';
import { contactMethodKey, incidentKey, rosterKey } from './keys.ts';
import type { Phones } from './phones.ts';
import type { PublishedRoster } from './published-roster.ts';

/** All that a step depends on. */
export interface Seen {
  readonly incident: Versioned<Incident> | undefined;
  readonly roster: PublishedRoster | undefined;
  readonly schoolId: string | undefined;
  /** Phones that were read with it, by line: a page that goes to one of them need not read it. */
  readonly knownPhones: ReadonlyMap<string, Versioned<ContactMethod>>;
}

interface OfClient {
  readonly tenantId: string;
  readonly clientId: string;
}

export interface LookDependencies {
  readonly aggregates: AggregatesAtOnce;
  readonly recentLines: RecentLines;
  readonly log: Log;
}

/** The phones that were paged last in each tenant: most often they are paged again. */
export interface RecentLines {
  of(tenantId: string): readonly string[];
  add(tenantId: string, line: string): void;
}

const mostTenants = 100;
const mostLines = 5;

/** A guess that a process keeps for itself. A wrong one costs a read, and decides nothing. */
export const recentLines = (): RecentLines => {
  const known = new Map<string, readonly string[]>();
  const of = (tenantId: string): readonly string[] => known.get(tenantId) ?? [];
  return {
    of,
    add(tenantId, line) {
      const lines = [line, ...of(tenantId).filter((other) => other !== line)].slice(0, mostLines);
      known.delete(tenantId);
      known.set(tenantId, lines);
      const [oldest] = known.keys();
      if (known.size > mostTenants && oldest !== undefined) known.delete(oldest);
    },
  };
};

/** Reads it in one call. Not to know the school must not keep anybody from being paged: the plan for all counts then. */
export const lookAtIncident = async (
  { aggregates, recentLines: recent, log }: LookDependencies,
  { tenantId, clientId }: OfClient,
): Promise<Seen> => {
  const needed = { roster: rosterKey(tenantId), incident: incidentKey(tenantId, clientId) };
  const lines = recent.of(tenantId);
  const phones: AggregateKeys = Object.fromEntries(
    lines.map((line) => [`phone ${line}`, contactMethodKey(line)]),
  );
  try {
    const found = await aggregates.loadAll({ ...phones, ...needed, client: clientKey(tenantId, clientId) });
    const byName: Readonly<Record<string, unknown>> = found;
    const knownPhones = new Map(
      lines.flatMap((line) => {
        const phone = byName[`phone ${line}`] as Versioned<ContactMethod> | undefined;
        return phone === undefined ? [] : [[line, phone] as const];
      }),
    );
    const schoolId = found.client?.state.registered?.schoolId;
    return { incident: found.incident, roster: found.roster?.state, schoolId, knownPhones };
  } catch (error) {
    log.error('school-unknown', error);
    const { incident, roster } = await aggregates.loadAll(needed);
    return { incident, roster: roster?.state, schoolId: undefined, knownPhones: new Map() };
  }
};

/** The same dependencies, with the phones that were read already. */
export const withPhones = <D extends Phones>(dependencies: D, { knownPhones }: Seen): D => ({
  ...dependencies,
  knownPhones,
});
