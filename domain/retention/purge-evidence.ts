import type { DecidedFact } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import type { SealedRecord } from '../vault/sealed-record.ts';

export type RemovedBy = 'ttl' | 'sweep';

/** What a purge certificate states, in the claims of its JWS. */
export interface PurgeCertificate {
  readonly recordId: string;
  readonly recordClass: string;
  readonly tenantId: string;
  readonly by: RemovedBy;
  readonly dueAt: Instant;
  readonly purgedAt: Instant;
  readonly policyVersion: string;
  readonly rules: readonly string[];
  /** `logical`: gone from the table. `final` from `finalAt`, when no backup can bring it back. */
  readonly stage: 'logical';
  readonly finalAt: Instant;
}

export type RemovalFact =
  | DecidedFact<
      'record.purged.v1',
      {
        recordId: string;
        subject: string;
        recordClass: string;
        by: RemovedBy;
        dueAt: Instant;
        purgedAt: Instant;
        certificate: string;
      }
    >
  | DecidedFact<
      'record.removal-unattributed.v1',
      { recordId: string; subject: string; recordClass: string; removedAt: Instant }
    >;

/**
 * What the removal of a record proves. Only DynamoDB's own time to live, or the sweep that marked it first, may
 * remove a record, and only one that was due; anything else is nobody's purge.
 */
export const judgeRemoval = (
  record: SealedRecord,
  removal: { readonly byTimeToLive: boolean; readonly at: Instant },
  recoveryWindowDays: number,
):
  | { readonly verdict: 'purged'; readonly certificate: PurgeCertificate }
  | { readonly verdict: 'unattributed' } => {
  const { retention } = record;
  const by = removal.byTimeToLive ? 'ttl' : record.purge?.by;
  if (by === undefined || retention?.status !== 'until' || retention.expiresAt > removal.at) {
    return { verdict: 'unattributed' };
  }
  return {
    verdict: 'purged',
    certificate: {
      recordId: record.recordId,
      recordClass: record.recordClass,
      tenantId: record.tenantId,
      by,
      dueAt: retention.expiresAt,
      purgedAt: removal.at,
      policyVersion: retention.policyVersion,
      rules: retention.rules,
      stage: 'logical',
      finalAt: plusSeconds(removal.at, recoveryWindowDays * 24 * 3600),
    },
  };
};
