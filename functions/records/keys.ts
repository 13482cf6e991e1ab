import type { Opening } from '../../domain/records/open-record.ts';
import type { AggregateKey } from '../platform/state/aggregates.ts';

export const openingKey = (tenantId: string, openingId: string): AggregateKey<Opening> => ({
  kind: 'opening',
  ids: [tenantId, openingId],
  tenantId,
});
