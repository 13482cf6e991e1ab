import middy from '@middy/core';
import type { Instant } from '../../../domain/instant.ts';
import { type RetentionProfile, newRetentionProfile } from '../../../domain/retention/retention-profile.ts';
import {
  beginErasure,
  certifyErasure,
  countErased,
  erasureDeadline,
  erasureToCertify,
  finishErasure,
  obstaclesToErasure,
} from '../../../domain/retention/erasure.ts';
import type { RetentionPolicy } from '../../../domain/retention/retention-policy.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { retentionProfileKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { ErasableRecords } from '../../platform/sealing/records.ts';
import type { Pseudonyms } from '../../platform/ledger/pseudonyms.ts';
import type { Sign } from '../../platform/signing/signer.ts';
import type { SubjectKeys } from '../../platform/sealing/vault.ts';
import type { Log } from '../../platform/lambda/log.ts';

/** A client whose erasure is due for its next step, as the index names it. */
export interface DueErasure {
  readonly tenantId: string;
  readonly clientId: string;
}

export interface Dependencies {
  readonly aggregates: Aggregates;
  readonly dueErasures: (before: Instant) => Promise<readonly DueErasure[]>;
  readonly records: ErasableRecords;
  readonly subjectKeys: Pick<SubjectKeys, 'erase'>;
  readonly pseudonyms: Pick<Pseudonyms, 'forget'>;
  readonly sign: Sign;
  readonly policy: RetentionPolicy;
  readonly log: Log;
  readonly now: Now;
}

/**
 * Carries out erasures whose waiting period is over: decide once more, destroy the key, delete the rows, and certify
 * when no memory can hold the key any more. Each step is saved, so that a run that dies is taken up by the next.
 */
export const makeHandler = (dependencies: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => dependencies.log.error('erasure-run-failed', request.error))
    .handler(async () => {
      const { dueErasures, log, now: clock } = dependencies;
      let failed = 0;
      for (const due of await dueErasures(clock())) {
        try {
          await eraseClient(dependencies, due, clock());
        } catch (error) {
          failed += 1;
          log.error('erasure-failed', error, { tenantId: due.tenantId });
        }
      }
      log.count('ErasuresFailed', failed);
    });

const eraseClient = async (
  { aggregates, records, subjectKeys, pseudonyms, sign, policy, log }: Dependencies,
  { tenantId, clientId }: DueErasure,
  now: Instant,
): Promise<void> => {
  const subject = `client:${clientId}`;
  const step = (decide: Parameters<typeof change<RetentionProfile>>[3]) =>
    change(aggregates, retentionProfileKey(tenantId, clientId), now, async (retentionProfile) => {
      const changed = await decide(retentionProfile ?? newRetentionProfile(clientId));
      return changed && { ...changed, deadline: erasureDeadline(changed.decided.state) };
    });

  let retentionProfile = await step(async (known) => {
    if (known?.erasure?.status !== 'waiting') return undefined;
    const kept = await records.list(tenantId, subject);
    const decided = beginErasure(known, obstaclesToErasure(known, kept, policy, now), now);
    return decided.state === known ? undefined : { decided };
  });

  if (retentionProfile?.erasure?.status === 'erasing') {
    const { requestId, dueAt } = retentionProfile.erasure;
    // The key first: from here on every copy is unreadable, whatever becomes of this run.
    await subjectKeys.erase(tenantId, subject, now);
    await pseudonyms.forget(tenantId, clientId);
    const rows = await records.list(tenantId, subject);
    await step((known) => {
      const state = known && countErased(known, rows.length);
      return state === undefined || state === known ? undefined : { decided: { state, facts: [] } };
    });
    for (const row of rows) await records.erase(row, { by: 'erasure', at: now, dueAt });
    retentionProfile = await step((known) => known && { decided: finishErasure(known, rows.length, now) });
    log.info('client-erased', { tenantId, requestId, records: rows.length });
  }

  if (retentionProfile?.erasure?.status !== 'erased') return;
  const certificate = erasureToCertify(retentionProfile, tenantId, now);
  if (certificate === undefined) return;
  // What somebody sealed with a key still in memory; it opens for nobody, but it is there.
  for (const row of await records.list(tenantId, subject)) {
    await records.erase(row, { by: 'erasure', at: now, dueAt: certificate.erasedAt });
  }
  const signed = await sign(certificate);
  await step((known) => {
    if (known === undefined) return undefined;
    const decided = certifyErasure(known, signed, now);
    return decided.state === known ? undefined : { decided };
  });
};
