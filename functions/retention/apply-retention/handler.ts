import { contractOf } from '../../../events/catalogue.ts';
import { statedData } from '../../../events/define.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { RetentionPolicy } from '../../../domain/retention/retention-policy.ts';
import type { Binding, Filed } from '../../../domain/records/sealed-record.ts';
import { bindingOf, sealSensitive, splitStated } from '../../platform/sealing/seal-stated.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Records } from '../../platform/sealing/records.ts';
import type { Vault } from '../../platform/sealing/vault.ts';
import { setRetention, setRetentionOfAll } from '../set-retention.ts';
import { factOf, type Taken, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { applyRetention } from './function.ts';

type Subscribed = TakenOf<(typeof applyRetention.subscribes)[number]>;

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly records: Records;
  readonly vault: Vault;
  readonly policy: RetentionPolicy;
  readonly now: Now;
}

/** The event says that something was sealed, but nothing is there and the event does not bring it. */
class RecordMissingError extends Error {
  override readonly name = 'RecordMissingError';
}

/** Another event has brought a record with this id. */
class RecordExistsError extends Error {
  override readonly name = 'RecordExistsError';
}

/** What it corrects is not there yet, or is no match: it comes again, and then waits where a person sees it. */
class AddendumError extends Error {
  override readonly name = 'AddendumError';
}

/**
 * Puts every sealed record under its retention: when it arrives, and again whenever what decides about it changes.
 * What a producer put on the bus in the clear, rather than through the intake, is sealed here first.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(applyRetention.subscribes), (event) => applyEvent(dependencies, event));

const applyEvent = async (dependencies: Dependencies, event: Subscribed): Promise<void> => {
  const { records, now: clock } = dependencies;
  const { tenantId } = event;
  const now = clock();
  if (event.type === 'client.retention-basis-changed.v1') {
    await setRetentionOfAll(dependencies, tenantId, `client:${event.data.clientId}`, now);
    return;
  }
  const binding = await sealedBinding(dependencies, event, now);
  const record = await records.get(binding);
  // Gone already: it was purged or erased before this message was delivered again.
  if (record !== undefined) await setRetention(dependencies, record, now, filedBy(event));
};

const filedBy = (event: Taken): Filed | undefined => {
  if (event.type !== 'record.submitted.v1') return undefined;
  const { authorId, sessionId, addendumTo } = event.data as Filed;
  return {
    authorId,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(addendumTo === undefined ? {} : { addendumTo }),
  };
};

const sealedBinding = async (
  { records, vault }: Dependencies,
  event: Taken,
  now: Instant,
): Promise<Binding> => {
  const contract = contractOf(event.type);
  const binding = contract && bindingOf(contract, event);
  if (contract === undefined || binding === undefined) throw new RecordMissingError();
  if (event.dataref !== undefined) return binding;
  const stated = statedData(contract).safeParse(event.raw);
  if (!stated.success) throw new RecordMissingError();
  const stating = { eventId: event.eventId, ...splitStated(contract, stated.data) };
  const sealed = await sealSensitive({ records, vault }, binding, stating, now);
  if (sealed === 'conflict') throw new RecordExistsError();
  if (sealed !== 'sealed') throw new AddendumError(sealed);
  return binding;
};
