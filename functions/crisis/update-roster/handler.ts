import { rosterPublished } from '../../../events/roster.ts';
import { isNewer } from '../../../domain/dated.ts';
import { addOwner, newContactMethod } from '../../../domain/crisis/contact-method.ts';
import { normalised } from '../../../domain/crisis/roster/check-roster.ts';
import { movedShifts } from '../../../domain/crisis/roster/moved-shifts.ts';
import { staffOf } from '../../../domain/crisis/roster/roster.ts';
import {
  afterStatement,
  namedIn,
  withSingleOverrides,
} from '../../../domain/crisis/roster/single-overrides.ts';
import { type Instant, plusSeconds, toInstant } from '../../../domain/instant.ts';
import { gapFacts } from '../gaps.ts';
import { changeContactMethod, numberOf, type SealedContacts } from '../phones.ts';
import { bindingOf } from '../../platform/sealing/seal-stated.ts';
import { type Aggregates, type Change, change } from '../../platform/state/aggregates.ts';
import { listed, tenantKey } from '../../platform/tenants/keys.ts';
import { type Person, published } from '../../../domain/crisis/profile.ts';
import { publishTenantProfile, type TenantProfile } from '../../../domain/tenancy/tenant.ts';
import { personKey, rosterKey } from '../keys.ts';
import { formerAfter, type PublishedRoster } from '../published-roster.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type DueQueue, dueWorkOf } from '../messages.ts';
import { HopelessError } from '../../platform/lambda/hopeless-error.ts';
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

/** Events may arrive in any order: for so long an override waits for the first roster. */
const rosterArrivesWithinSeconds = 3600;

/** Nobody published a roster that the override could change. */
class NoRosterError extends HopelessError {
  override readonly name = 'NoRosterError';
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
      case 'roster.override-added.v1':
      case 'roster.override-removed.v1':
        return changeOverride(dependencies, event);
      case 'tenant.profile-published.v1':
      case 'person.profile-published.v1':
        return publishProfile(dependencies, event);
    }
  });

type Subscribed = TakenOf<(typeof updateRoster.subscribes)[number]>;
type RosterPublished = Extract<Subscribed, { type: 'roster.published.v1' }>;
type OverrideChanged = Extract<Subscribed, { type: `roster.override-${string}` }>;
type ProfilePublished = Exclude<Subscribed, RosterPublished | OverrideChanged>;

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

  const sealed = JSON.parse(await vault.open(binding, record.jwe)) as SealedContacts;
  const staffIds = [...new Set([...staffOf(definition), ...namedIn(before?.singles ?? {})])];
  const lines =
    standing === 'current' ? await linesOf(dependencies, tenantId, staffIds, sealed, now) : noLines;
  const saved = await change(aggregates, key, now, (known) => {
    if (known !== undefined && standingOf(candidate, known, now) !== 'current')
      return refused(known, candidate, definition, now);
    if (!isNewer({ at, eventId }, known)) return undefined;
    const state = {
      definition,
      contactsRecordId: binding.recordId,
      ...lines,
      at,
      eventId,
      announced: known?.announced ?? {},
      ...(known === undefined ? {} : inheritedFrom(known, lines, now)),
    };
    return inForce(state, known, now);
  });
  for (const delaySeconds of [0, replanSeconds]) await dueWork.send(dueWorkOf(key), delaySeconds);
  // Last: where it fails, the message comes again, and the roster is in force already.
  if (saved?.eventId !== eventId) return;
  await keepProfiles(aggregates, tenantId, staffOf(definition), now);
  await keepStandby(dependencies, tenantId);
};

/** Adds or withdraws a single override. */
const changeOverride = async (dependencies: Dependencies, event: OverrideChanged): Promise<void> => {
  const { aggregates, dueWork, now: clock } = dependencies;
  const { tenantId, eventId, at, data } = event;
  const now = clock();
  const key = rosterKey(tenantId);
  const single = {
    at,
    eventId,
    overrideId: data.overrideId,
    ...(event.type === 'roster.override-added.v1' ? { override: overrideOf(event.data) } : {}),
  };
  const roster = (await aggregates.load(key))?.state;
  if (roster === undefined) {
    if (now > plusSeconds(at, rosterArrivesWithinSeconds)) throw new NoRosterError();
    throw new BaseMissingError();
  }
  const added = await linesBeside(dependencies, tenantId, roster, namedIn({ single }), now);
  await change(aggregates, key, now, (known) => {
    const before = known?.singles ?? {};
    const singles = afterStatement(before, single, now);
    if (known === undefined || singles === before) return undefined;
    // Another roster came between: it brings its own phones.
    const lines = known.eventId === roster.eventId ? withLines(known, added) : {};
    return inForce({ ...known, ...lines, singles }, known, now);
  });
  // Also where the override was known: a delivery before this one may have been cut off here.
  for (const delaySeconds of [0, replanSeconds]) await dueWork.send(dueWorkOf(key), delaySeconds);
  await keepStandby(dependencies, tenantId);
};

/** The lines of people for whom the roster brought a phone, and whom only a single override names. */
const linesBeside = async (
  dependencies: Dependencies,
  tenantId: string,
  roster: PublishedRoster,
  staffIds: readonly string[],
  now: Instant,
): Promise<Lines> => {
  const phones: Record<string, string> = {};
  const contacts: Record<string, { readonly sms: readonly string[] }> = {};
  for (const staffId of staffIds.filter((id) => roster.lines[id] === undefined)) {
    const [first, ...sms] = await numbersOf(dependencies, tenantId, roster, staffId);
    if (first === undefined) continue;
    phones[staffId] = first;
    contacts[staffId] = { sms };
  }
  return linesOf(dependencies, tenantId, staffIds, { phones, contacts }, now);
};

/** All numbers for texts that the roster brought for somebody. */
const numbersOf = async (
  dependencies: Dependencies,
  tenantId: string,
  { contactsRecordId }: PublishedRoster,
  staffId: string,
): Promise<readonly string[]> => {
  const numbers: string[] = [];
  for (;;) {
    const place = { contactsRecordId, nth: numbers.length };
    const found = await numberOf(dependencies, tenantId, place, staffId);
    if ('failure' in found) return numbers;
    numbers.push(found.number);
  }
};

const withLines = (known: PublishedRoster, added: Lines): Lines => ({
  lines: { ...added.lines, ...known.lines },
  moreLines: { ...added.moreLines, ...known.moreLines },
});

const overrideOf = ({
  overrideId: _,
  ...override
}: Extract<OverrideChanged, { type: 'roster.override-added.v1' }>['data']) => ({
  ...override,
  from: toInstant(override.from),
  until: toInstant(override.until),
});

/** The roster with its single overrides, from now on: open incidents are planned again, and those whose shifts moved get a notice. */
const inForce = (
  roster: PublishedRoster,
  known: PublishedRoster | undefined,
  now: Instant,
): Change<PublishedRoster> => {
  const { singles = {}, lines } = roster;
  const isReachable = (staffId: string) => lines[staffId] !== undefined;
  const { definition, ineffective } = withSingleOverrides(roster.definition, singles, isReachable, now);
  const state = {
    ...roster,
    definition,
    ...(ineffective.length === 0 ? {} : { ineffective }),
    ...(known === undefined ? {} : { moved: movedOf(known, { ...roster, definition }, now) }),
    replanUntil: plusSeconds(now, replanSeconds),
  };
  const stated = new Set(known?.ineffective?.map((data) => JSON.stringify(data)));
  const facts = ineffective
    .filter((data) => !stated.has(JSON.stringify(data)))
    .map((data) => ({ type: 'roster.override-ineffective.v1' as const, data }));
  // Check hand-offs right away: who is on call may have changed.
  return { decided: { state, facts: [...gapFacts(definition, now), ...facts] }, deadline: now };
};

/** The lines of everybody whom the roster names. Each phone knows its owner before the roster names it, for the first answer. */
const linesOf = async (
  { aggregates, lineOf }: Dependencies,
  tenantId: string,
  staffIds: readonly string[],
  { phones, contacts = {} }: SealedContacts,
  now: Instant,
): Promise<Lines> => {
  const lines: Record<string, string> = {};
  const moreLines: Record<string, readonly string[]> = {};
  for (const staffId of staffIds) {
    const number = phones[staffId];
    if (number === undefined) continue;
    const own: string[] = [];
    for (const each of [number, ...(contacts[staffId]?.sms ?? [])]) {
      const line = await lineOf(each);
      own.push(line);
      await changeContactMethod(aggregates, line, now, (known) => {
        const state = addOwner(known ?? newContactMethod, { tenantId, staffId });
        return state === known ? undefined : { line: state };
      });
    }
    const [first = '', ...more] = own;
    lines[staffId] = first;
    if (more.length > 0) moreLines[staffId] = more;
  }
  return { lines, ...(Object.keys(moreLines).length === 0 ? {} : { moreLines }) };
};

type Lines = Pick<PublishedRoster, 'lines' | 'moreLines'>;

const noLines: Lines = { lines: {} };

/** So many rosters before this one are recognized as a base. */
const rememberedRosters = 50;

/** What a roster takes over from the one that it replaces. */
const inheritedFrom = (known: PublishedRoster, lines: Lines, now: Instant) => ({
  former: formerAfter(known, lines, now),
  ...(known.singles === undefined ? {} : { singles: known.singles }),
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
