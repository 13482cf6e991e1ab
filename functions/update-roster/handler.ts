import { rosterPublished } from '../../events/roster-published.ts';
import { isNewer } from '../../domain/clearance/client.ts';
import { addOwner, newPhoneLine } from '../../domain/crisis/phone-line.ts';
import { bindingOf } from '../intake/seal-stated.ts';
import { type Aggregates, change, keys } from '../ports/aggregates.ts';
import type { Now } from '../ports/clock.ts';
import type { Records } from '../ports/records.ts';
import type { Vault } from '../ports/vault.ts';
import { takeEvent } from '../runtime/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../runtime/queue-consumer.ts';

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly lineOf: (phoneNumber: string) => Promise<string>;
  readonly now: Now;
}

/** The contacts that belong to a roster are not there: the roster was put on the bus without them. */
class ContactsMissingError extends Error {
  override readonly name = 'ContactsMissingError';
}

/** Makes a published roster the one that escalations read. The newest one counts, in whatever order they arrive. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, (body) => updateRoster(dependencies, body));

const updateRoster = async (dependencies: Dependencies, body: unknown): Promise<void> => {
  const { aggregates, records, vault, lineOf, now: clock } = dependencies;
  const event = takeEvent([rosterPublished], body);
  const { tenantId, eventId, at, data } = event;
  const now = clock();
  const binding = bindingOf(rosterPublished, event);
  const record = binding && (await records.get(binding));
  if (binding === undefined || record === undefined) throw new ContactsMissingError();
  const { phones } = JSON.parse(await vault.open(binding, record.jwe)) as { phones: Record<string, string> };

  const lines: Record<string, string> = {};
  for (const staffId of new Set(data.tiers.flatMap(({ staffIds }) => staffIds))) {
    const number = phones[staffId];
    if (number === undefined) continue;
    const line = await lineOf(number);
    lines[staffId] = line;
    // Before the roster names it, so that an answer to the first page finds whose phone it is.
    await change(aggregates, keys.phoneLine(line), now, (known) => {
      const state = addOwner(known ?? newPhoneLine, { tenantId, staffId });
      return state === known ? undefined : { decided: { state, facts: [] } };
    });
  }
  await change(aggregates, keys.roster(tenantId), now, (known) =>
    isNewer({ at, eventId }, known)
      ? {
          decided: {
            state: { at, eventId, tiers: data.tiers, contactsRecordId: binding.recordId, lines },
            facts: [],
          },
        }
      : undefined,
  );
};
