import type { Instant } from '../instant.ts';
import type { SealedRecord } from '../records/sealed-record.ts';
import { type RetentionProfile, openMatters } from './retention-profile.ts';
import type { Disposition } from './disposition.ts';
import { isPastRecall } from './erasure.ts';

/**
 * Must a record go that a restored table has brought back? Yes where its client was erased, where its purge is on file,
 * or where its time is over and no matter holds it. The restored table itself knows neither: it is older than they are.
 */
export const mustGoAgain = (
  record: Pick<SealedRecord, 'sealedAt' | 'retention'>,
  disposition: Disposition | undefined,
  retentionProfile: RetentionProfile | undefined,
  now: Instant,
): 'erased' | 'purged' | 'expired' | undefined => {
  if (isPastRecall(retentionProfile?.erasure)) return 'erased';
  const same = disposition?.sealedAt === record.sealedAt;
  if (same && (disposition.status === 'purged' || disposition.status === 'final')) return 'purged';
  if (retentionProfile !== undefined && openMatters(retentionProfile).length > 0) return undefined;
  // What is decided now, rather than what stood in the table when it was backed up.
  if (same) return disposition.status === 'due' && disposition.dueAt <= now ? 'expired' : undefined;
  const { retention } = record;
  return retention?.status === 'until' && retention.expiresAt <= now ? 'expired' : undefined;
};
