import {
  dispositionDeadline,
  isSettled,
  judgeRemoval,
  recordPurge,
  recordUnattributed,
} from '../../../domain/retention/disposition.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { type ConsumerDependencies, messageOf, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { type Removal, removalMessage } from '../../platform/sealing/removal.ts';
import { dispositionKey } from '../keys.ts';
import type { Sign } from '../../platform/signing/signer.ts';

export interface Dependencies extends ConsumerDependencies {
  readonly sign: Sign;
  readonly aggregates: Aggregates;
  readonly recoveryWindowDays: number;
}

/**
 * Leaves evidence of each removal from the Records table: a signed certificate where retention or an erasure did it, a
 * security incident where nobody can say who did. The same removal twice leaves one.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, messageOf(removalMessage), (removal) => certify(dependencies, removal));

const certify = async (
  { sign, aggregates, recoveryWindowDays, log }: Dependencies,
  { record, byTimeToLive, at }: Removal,
): Promise<void> => {
  const judged = judgeRemoval(record, { byTimeToLive, at }, recoveryWindowDays);
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
