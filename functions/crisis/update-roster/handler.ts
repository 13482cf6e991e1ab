import { rosterPublished } from '../../../events/roster.ts';
import { isNewer } from '../../../domain/dated.ts';
import { addOwner, newContactMethod } from '../../../domain/crisis/contact-method.ts';
import { normalised } from '../../../domain/crisis/roster/check-roster.ts';
import { movedShifts } from '../../../domain/crisis/roster/moved-shifts.ts';
import { type RosterDefinition, staffOf } from '../../../domain/crisis/roster/roster.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { gapFacts } from '../gaps.ts';
import { changeContactMethod } from '../phones.ts';
import { bindingOf } from '../../platform/sealing/seal-stated.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { listed, tenantKey } from '../../platform/tenants/keys.ts';
import { type Person, published } from '../../../domain/crisis/profile.ts';
import { publishTenantProfile, type TenantProfile } from '../../../domain/tenancy/tenant.ts';
import { personKey, rosterKey } from '../keys.ts';
import { formerAfter, type PublishedRoster } from '../published-roster.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type DueQueue, dueWorkOf } from '../messages.ts';
import type { Records } from '../../platform/sealing/records.ts';
import type { Vault } from '../../platform/sealing/vault.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { updateRoster } from './function.ts';
import type { StandbyWriter } from '../standby.ts';
import { keepProfiles } from './keep-profiles.ts';
import { keepStandby } from './keep-standby.ts';
import { refused, standingOf } from './stale-roster.ts';

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly lineOf: (phoneNumber: string) => Promise<string>;
  readonly dueWork: DueQueue;
  readonly standby: StandbyWriter;
  readonly now: Now;
}

/** The contacts that belong to a roster are not there: the roster was put on the bus without them. */
class ContactsMissingError extends Error {
  override readonly name = 'ContactsMissingError';
}

/** The roster that this one was made from has not arrived yet; the message comes again. */
class BaseMissingError extends Error {
  override readonly name = 'BaseMissingError';
}

/** By then every step that read the roster before has recorded its pages. */
const replanSeconds = 30;

/** Makes a published roster the one that escalations read. The newest one counts, in whatever order
 * they arrive, unless it was made from a roster that another one has replaced. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(updateRoster.subscribes), (event) => {
    switch (event.type) {
      case 'roster.published.v1':
        return publishRoster(dependencies, event);
      case 'tenant.profile-published.v1':
      case 'person.profile-published.v1':
        return publishProfile(dependencies, event);
    }
  });

type Subscribed = TakenOf<(typeof updateRoster.subscribes)[number]>;
type RosterPublished = Extract<Subscribed, { type: 'roster.published.v1' }>;
type ProfilePublished = Exclude<Subscribed, RosterPublished>;

/** How the tenant is called in texts, or in which language somebody reads them. */
const publishProfile = async (dependencies: Dependencies, event: ProfilePublished): Promise<void> => {
  const { aggregates, now: clock } = dependencies;
  const { tenantId, eventId, at } = event;
  const now = clock();
  if (event.type === 'tenant.profile-published.v1')
    await keepTenant(dependencies, tenantId, { ...event.data, at, eventId }, now);
  else {
    const { staffId, language } = event.data;
    await keepPerson(aggregates, tenantId, staffId, { language, at, eventId }, now);
  }
  // Also where the profile was known: a delivery before this one may have been cut off here.
  const staffIds = event.type === 'person.profile-published.v1' ? [event.data.staffId] : [];
  await keepProfiles(aggregates, tenantId, staffIds, now);
  await keepStandby(dependencies, tenantId);
};

/** Only an operator makes a tenant: the profile of an organization that Vigil does not know has nowhere to go. */
const keepTenant = async (
  { aggregates, log }: Dependencies,
  tenantId: string,
  profile: TenantProfile,
  now: Instant,
): Promise<void> => {
  const known = await change(aggregates, tenantKey(tenantId), now, (tenant) => {
    const state = publishTenantProfile(tenant, profile);
    return state && { decided: { state, facts: [] }, ...listed(state) };
  });
  if (known === undefined) log.warn('profile-of-unknown-tenant', { tenantId });
};

const keepPerson = async (
  aggregates: Aggregates,
  tenantId: string,
  staffId: string,
  profile: Person,
  now: Instant,
): Promise<void> => {
  await change(aggregates, personKey(tenantId, staffId), now, (known) => {
    const state = published(known, profile);
    return state && { decided: { state, facts: [] } };
  });
};

const publishRoster = async (dependencies: Dependencies, event: RosterPublished): Promise<void> => {
  const { aggregates, records, vault, dueWork, now: clock } = dependencies;
  const { tenantId, eventId, at, data } = event;
  const now = clock();
  const binding = bindingOf(rosterPublished, event);
  const record = binding && (await records.get(binding));
  if (binding === undefined || record === undefined) throw new ContactsMissingError();
  const { basedOn, ...stated } = data;
  const definition = normalised(stated);
  const candidate = { eventId, at, basedOn };
  const key = rosterKey(tenantId);
  const before = (await aggregates.load(key))?.state;
  const standing = standingOf(candidate, before, now);
  if (standing === 'early') throw new BaseMissingError();

  const { phones } = JSON.parse(await vault.open(binding, record.jwe)) as { phones: Record<string, string> };
  const lines = standing === 'current' ? await linesOf(dependencies, tenantId, definition, phones, now) : {};
  const saved = await change(aggregates, key, now, (known) => {
    if (known !== undefined && standingOf(candidate, known, now) !== 'current')
      return refused(known, candidate, definition, now);
    if (!isNewer({ at, eventId }, known)) return undefined;
    const fresh = { definition, contactsRecordId: binding.recordId, lines };
    const state = {
      ...fresh,
      at,
      eventId,
      replanUntil: plusSeconds(now, replanSeconds),
      announced: known?.announced ?? {},
      ...(known === undefined ? {} : inheritedFrom(known, fresh, now)),
    };
    // Check hand-offs right away: the roster may have changed who is on call.
    return { decided: { state, facts: gapFacts(definition, now) }, deadline: now };
  });
  for (const delaySeconds of [0, replanSeconds]) await dueWork.send(dueWorkOf(key), delaySeconds);
  // Last: where it fails, the message comes again, and the roster is in force already.
  if (saved?.eventId !== eventId) return;
  await keepProfiles(aggregates, tenantId, staffOf(definition), now);
  await keepStandby(dependencies, tenantId);
};

/** The lines of everybody whom the roster names. Each phone knows its owner before the roster names it, for the first answer. */
const linesOf = async (
  { aggregates, lineOf }: Dependencies,
  tenantId: string,
  definition: RosterDefinition,
  phones: Readonly<Record<string, string>>,
  now: Instant,
): Promise<Record<string, string>> => {
  const lines: Record<string, string> = {};
  for (const staffId of staffOf(definition)) {
    const number = phones[staffId];
    if (number === undefined) continue;
    const line = await lineOf(number);
    lines[staffId] = line;
    await changeContactMethod(aggregates, line, now, (known) => {
      const state = addOwner(known ?? newContactMethod, { tenantId, staffId });
      return state === known ? undefined : { line: state };
    });
  }
  return lines;
};

/** So many rosters before this one are recognized as a base. */
const rememberedRosters = 50;

/** What a roster takes over from the one that it replaces. */
const inheritedFrom = (
  known: PublishedRoster,
  fresh: Pick<PublishedRoster, 'definition' | 'contactsRecordId' | 'lines'>,
  now: Instant,
) => ({
  former: formerAfter(known, fresh.lines, now),
  moved: movedOf(known, fresh, now),
  ...(known.profiles === undefined ? {} : { profiles: known.profiles }),
  earlier: [...(known.earlier ?? []), known.eventId].slice(-rememberedRosters),
  ...(known.refused === undefined ? {} : { refused: known.refused }),
});

/** Those who are to hear that their shifts moved, also from changes before; anyone off the roster is found in the old one. */
const movedOf = (
  known: PublishedRoster,
  roster: Pick<PublishedRoster, 'definition' | 'contactsRecordId' | 'lines'>,
  now: Instant,
): Record<string, string> => ({
  ...known.moved,
  ...Object.fromEntries(
    movedShifts(known.definition, roster.definition, now)
      // Somebody new has no shift that could have moved, and is asked to confirm the phone.
      .filter((staffId) => known.lines[staffId] !== undefined)
      .map((staffId) => [
        staffId,
        roster.lines[staffId] === undefined ? known.contactsRecordId : roster.contactsRecordId,
      ]),
  ),
});
