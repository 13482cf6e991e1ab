import { rosterPublished } from '../../../events/roster.ts';
import { type Dated, isNewer } from '../../../domain/dated.ts';
import { addOwner, newContactMethod } from '../../../domain/crisis/contact-method.ts';
import { normalised } from '../../../domain/crisis/roster/check-roster.ts';
import { movedShifts } from '../../../domain/crisis/roster/moved-shifts.ts';
import { type RosterDefinition, staffOf } from '../../../domain/crisis/roster/roster.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { gapFacts } from '../gaps.ts';
import { changeContactMethod, type SealedContacts } from '../phones.ts';
import { bindingOf } from '../../platform/sealing/seal-stated.ts';
import { type AggregateKey, type Aggregates, change } from '../../platform/state/aggregates.ts';
import { published } from '../../../domain/crisis/profile.ts';
import { personKey, rosterKey, tenantKey } from '../keys.ts';
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
    await keep(aggregates, tenantKey(tenantId), { ...event.data, at, eventId }, now);
  else {
    const { staffId, language } = event.data;
    await keep(aggregates, personKey(tenantId, staffId), { language, at, eventId }, now);
  }
  // Also where the profile was known: a delivery before this one may have been cut off here.
  const staffIds = event.type === 'person.profile-published.v1' ? [event.data.staffId] : [];
  await keepProfiles(aggregates, tenantId, staffIds, now);
  await keepStandby(dependencies, tenantId);
};

const keep = async <Profile extends Dated>(
  aggregates: Aggregates,
  key: AggregateKey<Profile>,
  profile: Profile,
  now: Instant,
): Promise<void> => {
  await change(aggregates, key, now, (known) => {
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
  const lines =
    standing === 'current' ? await linesOf(dependencies, tenantId, definition, sealed, now) : noLines;
  const saved = await change(aggregates, key, now, (known) => {
    if (known !== undefined && standingOf(candidate, known, now) !== 'current')
      return refused(known, candidate, definition, now);
    if (!isNewer({ at, eventId }, known)) return undefined;
    const fresh = { definition, contactsRecordId: binding.recordId, ...lines };
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
  { phones, contacts = {} }: SealedContacts,
  now: Instant,
): Promise<Lines> => {
  const lines: Record<string, string> = {};
  const moreLines: Record<string, readonly string[]> = {};
  for (const staffId of staffOf(definition)) {
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
const inheritedFrom = (
  known: PublishedRoster,
  fresh: Lines & Pick<PublishedRoster, 'definition' | 'contactsRecordId'>,
  now: Instant,
) => ({
  former: formerAfter(known, fresh, now),
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
