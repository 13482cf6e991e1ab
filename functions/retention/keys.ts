import type { RetentionProfile } from '../../domain/retention/retention-profile.ts';
import type { Disposition } from '../../domain/retention/disposition.ts';
import type { Recalculation } from '../../domain/retention/recalculation.ts';
import type { AggregateKey } from '../platform/state/aggregates.ts';
import type { RecordKey } from '../platform/sealing/records.ts';

export const retentionProfileKey = (tenantId: string, clientId: string): AggregateKey<RetentionProfile> => ({
  kind: 'retention-profile',
  ids: [tenantId, clientId],
  tenantId,
  index: 'retention-profile',
});

export const dispositionKey = ({ tenantId, subject, recordId }: RecordKey): AggregateKey<Disposition> => ({
  kind: 'disposition',
  ids: [tenantId, subject, recordId],
  tenantId,
  index: 'disposition',
});

export const recalculationKey = (tenantId: string, jobId: string): AggregateKey<Recalculation> => ({
  kind: 'recalculation',
  ids: [tenantId, jobId],
  tenantId,
});
