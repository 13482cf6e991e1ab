import type { DynamoDBRecord } from 'aws-lambda';
import type { Instant } from '../../domain/instant.ts';
import {
  judgeRemoval,
  type PurgeCertificate,
  type RemovalFact,
} from '../../domain/retention/purge-evidence.ts';
import type { SealedRecord } from '../../domain/vault/sealed-record.ts';
import type { Bus, Ledger } from '../ports/messaging.ts';
import { toBusEvent } from '../runtime/bus-event.ts';
import type { Log } from '../runtime/log.ts';
import { streamConsumer } from '../runtime/stream-consumer.ts';

/** A record that left the table. */
export interface Removal {
  readonly record: SealedRecord;
  readonly byTimeToLive: boolean;
  readonly at: Instant;
}

export interface Dependencies {
  readonly removalOf: (record: DynamoDBRecord) => Removal | undefined;
  /** Signs a certificate as a compact JWS. */
  readonly sign: (certificate: PurgeCertificate) => Promise<string>;
  readonly ledger: Ledger;
  readonly bus: Bus;
  readonly recoveryWindowDays: number;
  readonly log: Log;
}

/**
 * Follows the removals from the Records table and leaves evidence of each: a signed certificate where retention did
 * it, a security incident where nobody can say who did. The same removal twice leaves one.
 */
export const makeHandler = (dependencies: Dependencies) =>
  streamConsumer(dependencies.log, (record) => certify(dependencies, record));

const certify = async (
  { removalOf, sign, ledger, bus, recoveryWindowDays, log }: Dependencies,
  streamRecord: DynamoDBRecord,
): Promise<void> => {
  const removal = removalOf(streamRecord);
  if (removal === undefined) return;
  const { record, at } = removal;
  const { tenantId, subject, recordId, recordClass } = record;
  const named = { recordId, subject, recordClass };
  const judged = judgeRemoval(record, removal, recoveryWindowDays);
  const decided: RemovalFact =
    judged.verdict === 'purged'
      ? {
          type: 'record.purged.v1',
          data: {
            ...named,
            by: judged.certificate.by,
            dueAt: judged.certificate.dueAt,
            purgedAt: at,
            certificate: await sign(judged.certificate),
          },
        }
      : { type: 'record.removal-unattributed.v1', data: { ...named, removedAt: at } };
  if (judged.verdict === 'unattributed') log.count('UnattributedRemovals');
  // Named by the removal, so that a second delivery finds the first certificate and adds none.
  const fact = { ...decided, id: `removal#${tenantId}#${subject}#${recordId}#${at}`, time: at, tenantId };
  await ledger.append(fact);
  await bus.publish(toBusEvent(fact));
  log.info('removal-certified', { type: fact.type, recordId });
};
