import { sessionBreakGlassInvoked } from '../../events/session-break-glass-invoked.ts';
import { clientRetentionBasisChanged } from '../../events/client-retention-basis-changed.ts';
import { contractOf } from '../../events/catalogue.ts';
import { statedData } from '../../events/define.ts';
import { recordSubmitted } from '../../events/record-submitted.ts';
import { rosterPublished } from '../../events/roster-published.ts';
import { sessionCheckedIn } from '../../events/session-checked-in.ts';
import type { Client } from '../../domain/clearance/client.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Kept, retainUntil, type RetentionPolicy } from '../../domain/retention/retain-until.ts';
import { type Binding, retentionFacts } from '../../domain/vault/sealed-record.ts';
import { bindingOf, sealSensitive, splitStated } from '../intake/seal-stated.ts';
import { type Aggregates, keys } from '../ports/aggregates.ts';
import type { Now } from '../ports/clock.ts';
import type { Records, StoredRecord } from '../ports/records.ts';
import type { Vault } from '../ports/vault.ts';
import { takeEvent, type Taken } from '../runtime/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../runtime/queue-consumer.ts';

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Pick<Aggregates, 'load'>;
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

/** Somebody changed the record each time before its retention was written: the message is worth another delivery. */
class RetentionNotSetError extends Error {
  override readonly name = 'RetentionNotSetError';
}

const contracts = [
  recordSubmitted,
  sessionBreakGlassInvoked,
  sessionCheckedIn,
  rosterPublished,
  clientRetentionBasisChanged,
] as const;

/**
 * Puts every sealed record under its retention: when it arrives, and again whenever what decides about it changes.
 * What a producer put on the bus in the clear, rather than through the intake, is sealed here first.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, (body) => sealRecord(dependencies, body));

const sealRecord = async (dependencies: Dependencies, body: unknown): Promise<void> => {
  const { records, now: clock } = dependencies;
  const event = takeEvent(contracts, body);
  const { tenantId } = event;
  const now = clock();
  if (event.type === 'client.retention-basis-changed.v1') {
    const subject = `client:${event.data.clientId}`;
    for (const record of await records.list(tenantId, subject)) await stamp(dependencies, record, now);
    return;
  }
  const binding = await sealedBinding(dependencies, event, body, now);
  const record = await records.get(binding);
  // Gone already: it was purged or erased before this message was delivered again.
  if (record !== undefined) await stamp(dependencies, record, now);
};

const sealedBinding = async (
  { records, vault }: Dependencies,
  event: Taken,
  body: unknown,
  now: Instant,
): Promise<Binding> => {
  const contract = contractOf(event.type);
  const binding = contract && bindingOf(contract, event);
  if (contract === undefined || binding === undefined) throw new RecordMissingError();
  const { dataref, data } = body as { dataref?: string; data: unknown };
  if (dataref !== undefined) return binding;
  const stated = statedData(contract).safeParse(data);
  if (!stated.success) throw new RecordMissingError();
  const { sensitive } = splitStated(contract, stated.data);
  const sealed = await sealSensitive({ records, vault }, binding, { eventId: event.eventId, sensitive }, now);
  if (sealed === 'conflict') throw new RecordExistsError();
  return binding;
};

/** Another writer stamps the same record at the same time at most when its client changes: a few tries are plenty. */
const maxTries = 5;

const stamp = async (
  dependencies: Dependencies,
  listed: Omit<StoredRecord, 'jwe'>,
  now: Instant,
): Promise<void> => {
  const { records, policy } = dependencies;
  let record: Omit<StoredRecord, 'jwe'> | undefined = listed;
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const retention = retainUntil(await whatDecides(dependencies, record), policy);
    const facts = retentionFacts(record, retention);
    if (facts.length === 0) return;
    if ((await records.stamp(record, retention, facts, now)) === 'stamped') return;
    record = await records.get(record);
    if (record === undefined) return;
  }
  throw new RetentionNotSetError();
};

/** What the retention of a record depends on: its class, and the client it is about. */
const whatDecides = async (
  { aggregates, records, vault }: Dependencies,
  { tenantId, subject, recordClass }: Binding,
): Promise<Kept> => {
  if (!subject.startsWith('client:')) return { recordClass };
  const client = (await aggregates.load(keys.client(tenantId, subject.slice('client:'.length))))?.state;
  const { registered, dischargedAt } = client ?? ({} as Partial<Client>);
  if (registered === undefined) return { recordClass };
  const profile = await records.get({ tenantId, subject, recordId: registered.profileRecordId });
  const birthDate =
    profile && (JSON.parse(await vault.open(profile, profile.jwe)) as { birthDate: string }).birthDate;
  return {
    recordClass,
    jurisdiction: registered.jurisdiction,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(dischargedAt === undefined ? {} : { dischargedAt }),
  };
};
