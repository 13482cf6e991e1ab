import middy from '@middy/core';
import { plusSeconds } from '../../../domain/instant.ts';
import { newRetentionProfile, openMatters } from '../../../domain/retention/retention-profile.ts';
import type { Aggregates } from '../../platform/state/aggregates.ts';
import { retentionProfileKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { ExpiredRecords, RecordKey } from '../../platform/sealing/records.ts';
import type { Log } from '../../platform/lambda/log.ts';

export interface Dependencies {
  readonly aggregates: Pick<Aggregates, 'load'>;
  readonly records: ExpiredRecords;
  readonly log: Log;
  readonly now: Now;
}

/** DynamoDB deletes "within a few days" of expiry; what is still there after five was missed. */
const timeToLiveGraceSeconds = 5 * 24 * 3600;

/** Every day: purges what time to live has missed. Afterwards nothing is overdue, and the metric says so. */
export const makeHandler = ({ aggregates, records, log, now: clock }: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => log.error('sweep-failed', request.error))
    .handler(async () => {
      const now = clock();
      const overdue = await records.overdue(plusSeconds(now, -timeToLiveGraceSeconds));
      let purged = 0;
      let held = 0;
      let failed = 0;
      for (const key of overdue) {
        try {
          if (await isHeld(aggregates, key)) held += 1;
          else if ((await records.purge(key, now)) === 'purged') purged += 1;
        } catch (error) {
          failed += 1;
          log.error('purge-failed', error, { recordId: key.recordId });
        }
      }
      log.info('swept', { overdue: overdue.length, purged, held, failed });
      log.count('OverdueRecords', failed);
    });

/** Asked of the client itself, in case the hold has not been stamped on this record yet. */
const isHeld = async (
  aggregates: Pick<Aggregates, 'load'>,
  { tenantId, subject }: RecordKey,
): Promise<boolean> => {
  const clientId = subject.replace(/^client:/, '');
  const retentionProfile = await aggregates.load(retentionProfileKey(tenantId, clientId));
  return openMatters(retentionProfile?.state ?? newRetentionProfile(clientId)).length > 0;
};
