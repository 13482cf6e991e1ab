import type { CodedIncident, ContactMethod, Owner } from '../../../domain/crisis/contact-method.ts';
import type { Texts } from '../../../domain/crisis/sms.ts';
import { isResponsible } from '../../../domain/crisis/sender.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import type { ByStaff } from '../command.ts';
import { contactMethodKey, incidentKey, rosterKey } from '../keys.ts';
import { hasPhone, type Phone, phoneAt, type PublishedRoster, textsFor } from '../published-roster.ts';

/** The phone that a reply came from, and whose it is by the rosters of this moment. */
export interface RepliedFrom {
  readonly line: ContactMethod;
  /** In whose name Vigil answers: somebody whom a roster names with this phone now, else the last who was named. */
  readonly owner: Owner;
  /** Nobody at this phone is on call, has an incident or a task. */
  readonly offDuty: boolean;
  isNamed(owner: Owner): boolean;
  /** The texts for somebody at this phone. */
  textsFor(owner: Owner): Texts;
  /** Who may act with this code. */
  senderOf(entry: CodedIncident): ByStaff;
  /** Where the number of this phone is found. */
  contact(): (Pick<Phone, 'contactsRecordId' | 'nth'> & Owner) | undefined;
}

/** Nothing where no roster ever named the phone. */
export const readPhone = async (aggregates: Aggregates, lineId: string): Promise<RepliedFrom | undefined> => {
  const line = (await aggregates.load(contactMethodKey(lineId)))?.state;
  const last = line?.owners.at(-1);
  if (line === undefined || last === undefined) return undefined;
  const rosters = await rostersOf(aggregates, line.owners);
  const isNamed = ({ tenantId, staffId }: Owner): boolean => {
    const roster = rosters.get(tenantId);
    return roster === undefined || hasPhone(roster, staffId, lineId);
  };
  const named = line.owners.filter(isNamed);
  return {
    line,
    owner: named[0] ?? last,
    offDuty: named.length === 0 && !(await isAnyResponsible(aggregates, line.incidents)),
    isNamed,
    textsFor: ({ tenantId, staffId }) => textsFor(rosters.get(tenantId) ?? {}, staffId),
    senderOf: (entry) => ({
      ...entry,
      named: isNamed(entry),
      standIn: named.find(({ tenantId }) => tenantId === entry.tenantId)?.staffId,
      alsoPaged: line.incidents
        .filter(({ incidentId, staffId }) => incidentId === entry.incidentId && staffId !== entry.staffId)
        .map(({ staffId }) => staffId),
    }),
    contact() {
      for (const { tenantId, staffId } of [...named, ...line.owners.toReversed()]) {
        const roster = rosters.get(tenantId);
        const phone = roster && phoneAt(roster, staffId, lineId);
        if (phone !== undefined) return { tenantId, staffId, ...phone };
      }
      return undefined;
    },
  };
};

const rostersOf = async (
  aggregates: Aggregates,
  owners: readonly Owner[],
): Promise<ReadonlyMap<string, PublishedRoster | undefined>> => {
  const tenantIds = [...new Set(owners.map(({ tenantId }) => tenantId))];
  const loaded = tenantIds.map(
    async (tenantId) => [tenantId, (await aggregates.load(rosterKey(tenantId)))?.state] as const,
  );
  return new Map(await Promise.all(loaded));
};

const isAnyResponsible = async (
  aggregates: Aggregates,
  entries: readonly CodedIncident[],
): Promise<boolean> => {
  const responsible = entries.map(async ({ tenantId, clientId, staffId }) => {
    const incident = (await aggregates.load(incidentKey(tenantId, clientId)))?.state;
    return incident !== undefined && isResponsible(incident, staffId);
  });
  return (await Promise.all(responsible)).includes(true);
};
