import type { DynamoDBRecord } from 'aws-lambda';
import type { Instant } from '../../../domain/instant.ts';
import {
  dispositionDeadline,
  isSettled,
  judgeRemoval,
  recordPurge,
  recordUnattributed,
} from '../../../domain/retention/disposition.ts';
import type { SealedRecord } from '../../../domain/records/sealed-record.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { dispositionKey } from '../keys.ts';
import type { Sign } from '../../platform/signing/signer.ts';
import type { Log } from '../../platform/lambda/log.ts';
import { streamConsumer } from '../../platform/lambda/stream-consumer.ts';

/** A record that left the table. */
export interface Removal {
  readonly record: SealedRecord;
  readonly byTimeToLive: boolean;
  readonly at: Instant;
}

export interface Dependencies {
  readonly removalOf: (record: DynamoDBRecord) => Removal | undefined;
  readonly sign: Sign;
  readonly aggregates: Aggregates;
  readonly recoveryWindowDays: number;
  readonly log: Log;
}

/**
 * Follows the removals from the Records table and leaves evidence of each: a signed certificate where retention or an
 * erasure did it, a security incident where nobody can say who did. The same removal twice leaves one.
 */
export const makeHandler = (dependencies: Dependencies) =>
  streamConsumer(dependencies.log, (record) => certify(dependencies, record));

const certify = async (
  { removalOf, sign, aggregates, recoveryWindowDays, log }: Dependencies,
  streamRecord: DynamoDBRecord,
): Promise<void> => {
  const removal = removalOf(streamRecord);
  if (removal === undefined) return;
  const { record, at } = removal;
  const judged = judgeRemoval(record, removal, recoveryWindowDays);
  await change(aggregates, dispositionKey(record), at, async (known) => {
    if (isSettled(known, record.sealedAt)) return undefined;
    if (judged.verdict === 'unattributed') {
      log.count('UnattributedRemovals');
      return { decided: recordUnattributed(record, at) };
    }
    const decided = recordPurge(record, judged.certificate, await sign(judged.certificate));
    return { decided, deadline: dispositionDeadline(decided.state) };
  });
  log.info('removal-judged', { verdict: judged.verdict, recordId: record.recordId });
};
