import type { Delivery } from '../../domain/delivery/delivery.ts';
import type { EndpointHealth } from '../../domain/delivery/endpoint-health.ts';
import type { Sequence } from '../../domain/delivery/sequence.ts';
import type { Subscriptions } from '../../domain/delivery/subscription.ts';
import type { AggregateKey } from '../platform/state/aggregates.ts';

const ofEndpoint =
  <S>(kind: string) =>
  (tenantId: string, subscriptionId: string, ...ids: readonly string[]): AggregateKey<S> => ({
    kind,
    ids: [tenantId, subscriptionId, ...ids],
    tenantId,
    index: 'delivery',
  });

export const subscriptionsKey = (tenantId: string): AggregateKey<Subscriptions> => ({
  kind: 'subscriptions',
  ids: [tenantId],
  tenantId,
});
export const sequenceKey = ofEndpoint<Sequence>('delivery-sequence');
export const healthKey = ofEndpoint<EndpointHealth>('endpoint-health');
/** By sequence number: a replay reads a range of deliveries without an index. */
export const deliveryKey = (
  tenantId: string,
  subscriptionId: string,
  sequence: number,
): AggregateKey<Delivery> => ofEndpoint<Delivery>('delivery')(tenantId, subscriptionId, String(sequence));
/** From a fact to the number of its delivery. */
export const deliveryOfFactKey = ofEndpoint<{ readonly sequence: number }>('delivery-of-fact');
