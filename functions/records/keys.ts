import type { Opening } from '../../domain/vault/open-record.ts';
import type { AggregateKey } from '../ports/aggregates.ts';

export const openingKey = (tenantId: string, openingId: string): AggregateKey<Opening> => ({
  kind: 'opening',
  ids: [tenantId, openingId],
  tenantId,
});
