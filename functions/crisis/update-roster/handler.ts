import { rosterPublished } from '../../../events/roster.ts';
import { isNewer } from '../../../domain/clearance/client.ts';
import { addOwner, newContactMethod } from '../../../domain/crisis/contact-method.ts';
import { normalised } from '../../../domain/crisis/roster/check-roster.ts';
import { movedShifts } from '../../../domain/crisis/roster/moved-shifts.ts';
import { staffOf } from '../../../domain/crisis/roster/roster.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { gapFacts } from '../gaps.ts';
import { changeContactMethod } from '../phones.ts';
import { bindingOf } from '../../platform/sealing/seal-stated.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { rosterKey } from '../keys.ts';
import { formerAfter, type PublishedRoster } from '../published-roster.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type DueQueue, dueWorkOf } from '../messages.ts';
import type { Records } from '../../platform/sealing/records.ts';
import type { Vault } from '../../platform/sealing/vault.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { updateRoster } from './function.ts';

type Subscribed = TakenOf<(typeof updateRoster.subscribes)[number]>;

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly lineOf: (phoneNumber: string) => Promise<string>;
  readonly dueWork: DueQueue;
  readonly now: Now;
}

/** The contacts that belong to a roster are not there: the roster was put on the bus without them. */
class ContactsMissingError extends Error {
  override readonly name = 'ContactsMissingError';
}

/** By then every step that read the roster before has recorded its pages. */
const replanSeconds = 30;

/** Makes a published roster the one that escalations read. The newest one counts, in whatever order they arrive. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(updateRoster.subscribes), (event) => publishRoster(dependencies, event));

const publishRoster = async (dependencies: Dependencies, event: Subscribed): Promise<void> => {
  const { aggregates, records, vault, lineOf, dueWork, now: clock } = dependencies;
  const { tenantId, eventId, at, data } = event;
  const now = clock();
  const binding = bindingOf(rosterPublished, event);
  const record = binding && (await records.get(binding));
  if (binding === undefined || record === undefined) throw new ContactsMissingError();
  const { phones } = JSON.parse(await vault.open(binding, record.jwe)) as { phones: Record<string, string> };

  const lines: Record<string, string> = {};
  const definition = normalised(data);
  for (const staffId of staffOf(definition)) {
    const number = phones[staffId];
    if (number === undefined) continue;
    const line = await lineOf(number);
    lines[staffId] = line;
    // Before the roster names it, so that an answer to the first page finds whose phone it is.
    await changeContactMethod(aggregates, line, now, (known) => {
      const state = addOwner(known ?? newContactMethod, { tenantId, staffId });
      return state === known ? undefined : { line: state };
    });
  }
  await change(aggregates, rosterKey(tenantId), now, (known) =>
    isNewer({ at, eventId }, known)
      ? {
          decided: {
            state: {
              at,
              eventId,
              definition,
              contactsRecordId: binding.recordId,
              lines,
              replanUntil: plusSeconds(now, replanSeconds),
              announced: known?.announced ?? {},
              ...(known === undefined
                ? {}
                : {
                    former: formerAfter(known, lines, now),
                    moved: movedOf(known, { definition, contactsRecordId: binding.recordId, lines }, now),
                  }),
            },
            facts: gapFacts(definition, now),
          },
          // Check hand-offs right away: the roster may have changed who is on call.
          deadline: now,
        }
      : undefined,
  );
  for (const delaySeconds of [0, replanSeconds])
    await dueWork.send(dueWorkOf(rosterKey(tenantId)), delaySeconds);
};

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
