import middy from '@middy/core';
import type { Instant } from '../../../domain/instant.ts';
import {
  dispositionDeadline,
  finalCertificate,
  foundGone,
  lookAgain,
  recordFinal,
  recordPurge,
} from '../../../domain/retention/disposition.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { dispositionKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { RecordKey, Records } from '../../platform/sealing/records.ts';
import type { Sign } from '../../platform/signing/signer.ts';
import type { Log } from '../../platform/lambda/log.ts';

export interface Dependencies {
  readonly aggregates: Aggregates;
  readonly dueDispositions: (before: Instant) => Promise<readonly RecordKey[]>;
  readonly records: Pick<Records, 'get'>;
  readonly sign: Sign;
  readonly recoveryWindowDays: number;
  readonly log: Log;
  readonly now: Now;
}

/**
 * Looks after what was to be purged: a record that is gone although no notice of its removal came gets its certificate,
 * one that is still there is reported, and a purge becomes final when no backup can bring the record back.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => dependencies.log.error('proving-failed', request.error))
    .handler(async () => {
      const { dueDispositions, log, now: clock } = dependencies;
      let overdue = 0;
      let failed = 0;
      for (const key of await dueDispositions(clock())) {
        try {
          if ((await prove(dependencies, key, clock())) === 'overdue') overdue += 1;
        } catch (error) {
          failed += 1;
          log.error('disposition-failed', error, { recordId: key.recordId });
        }
      }
      log.count('OverdueRecords', overdue);
      log.count('DispositionsFailed', failed);
    });

const prove = async (
  { aggregates, records, sign, recoveryWindowDays, log }: Dependencies,
  key: RecordKey,
  now: Instant,
): Promise<'overdue' | 'settled'> => {
  let outcome: 'overdue' | 'settled' = 'settled';
  await change(aggregates, dispositionKey(key), now, async (disposition) => {
    outcome = 'settled';
    if (disposition === undefined) return undefined;
    const final = finalCertificate(disposition, now);
    if (final !== undefined) {
      // The proof is in the ledger now; the disposition itself is needed no longer.
      return { decided: recordFinal(disposition, final, await sign(final)), expiresAt: inThirtyDays(now) };
    }
    const gone = foundGone(disposition, now, recoveryWindowDays);
    if (gone === undefined) return undefined;
    const record = await records.get(key);
    if (record?.sealedAt === disposition.sealedAt) {
      outcome = 'overdue';
      const state = lookAgain(disposition, now);
      return { decided: { state, facts: [] }, deadline: dispositionDeadline(state) };
    }
    log.warn('removal-was-not-noticed', { recordId: key.recordId });
    const decided = recordPurge(disposition, gone, await sign(gone));
    return { decided, deadline: dispositionDeadline(decided.state) };
  });
  return outcome;
};

const inThirtyDays = (now: Instant): Instant =>
  new Date(Date.parse(now) + 30 * 24 * 3600 * 1000).toISOString();
