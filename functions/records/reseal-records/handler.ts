import type { Now } from '../../platform/lambda/clock.ts';
import type { ResealableRecords } from '../../platform/sealing/records.ts';
import type { SubjectKeys, Vault } from '../../platform/sealing/vault.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { resealRecords } from './function.ts';

type Subscribed = TakenOf<(typeof resealRecords.subscribes)[number]>;

export interface Dependencies extends ConsumerDependencies {
  readonly records: ResealableRecords;
  readonly subjectKeys: Pick<SubjectKeys, 'current' | 'rotate'>;
  readonly vault: Vault;
  /** The version of the key under which a ciphertext was sealed. */
  readonly keyVersionOf: (jwe: string) => number;
  readonly now: Now;
}

/**
 * Gives a client a new key and seals the records again under it. A message that is delivered twice, or after a run that
 * died, makes no second key and goes on where that one stopped: records under the newest version are left alone.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(resealRecords.subscribes), (event) => reseal(dependencies, event));

const reseal = async (dependencies: Dependencies, { tenantId, eventId, data }: Subscribed): Promise<void> => {
  const { records, subjectKeys, vault, keyVersionOf, now: clock, log } = dependencies;
  const subject = `client:${data.clientId}`;
  const known = await subjectKeys.current(tenantId, subject);
  // Never had a record: there is nothing to rotate.
  if (known === undefined) return;
  const listed = await records.list(tenantId, subject);
  const stored = await Promise.all(listed.map((record) => records.get(record)));
  const present = stored.filter((record) => record !== undefined);
  const version = known.requests.has(eventId)
    ? known.version
    : await subjectKeys.rotate(tenantId, subject, known.version, eventId);
  let resealed = 0;
  for (const record of present) {
    if (keyVersionOf(record.jwe) >= version) continue;
    const jwe = await vault.seal(record, await vault.open(record, record.jwe));
    const { recordId, recordClass } = record;
    const fact = {
      type: 'record.resealed.v1',
      data: { recordId, subject, recordClass, keyVersion: version },
    } as const;
    // A conflict means that it was stamped meanwhile: the message comes again and does what is left.
    if ((await records.reseal(record, jwe, [fact], clock())) === 'conflict') throw new ResealConflictError();
    resealed += 1;
  }
  log.info('records-resealed', { tenantId, version, resealed });
};

/** A record changed while it was sealed again. */
class ResealConflictError extends Error {
  override readonly name = 'ResealConflictError';
}
