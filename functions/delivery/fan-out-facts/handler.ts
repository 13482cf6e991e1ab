import { type DeliveredEvent, newDelivery } from '../../../domain/delivery/delivery.ts';
import type { DeliveryPolicy } from '../../../domain/delivery/delivery-policy.ts';
import { numberFact, type Sequence } from '../../../domain/delivery/sequence.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { factOf, ownSource, type TakenOf } from '../../platform/bus/bus-event.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { deliveryKey, deliveryOfFactKey, sequenceKey, subscriptionsKey } from '../keys.ts';
import type { DeliveryQueue } from '../messages.ts';
import { fanOutFacts } from './function.ts';

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly deliveries: DeliveryQueue;
  readonly policy: DeliveryPolicy;
  readonly now: Now;
}

type TakenFact = TakenOf<(typeof fanOutFacts.subscribes)[number]>;

/** Each fact becomes one delivery for each endpoint of its tenant that is subscribed to its type. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(fanOutFacts.subscribes), async (fact) => {
    const { aggregates, log } = dependencies;
    const stored = await aggregates.load(subscriptionsKey(fact.tenantId));
    const interested = (stored?.state.subscriptions ?? []).filter(({ types }) => types.includes(fact.type));
    const event = eventOf(fact);
    for (const { subscriptionId } of interested) {
      const sequence = await record(dependencies, subscriptionId, event);
      await dependencies.deliveries.send({ tenantId: fact.tenantId, subscriptionId, sequence });
      log.info('delivery-queued', { tenantId: fact.tenantId, subscriptionId, sequence, type: fact.type });
    }
  });

const eventOf = ({ type, eventId, at, tenantId, data }: TakenFact): DeliveredEvent => ({
  specversion: '1.0',
  id: eventId.slice(eventId.indexOf('|') + 1),
  source: ownSource,
  type,
  time: at,
  tenantid: tenantId,
  datacontenttype: 'application/json',
  data,
});

/** Saves the delivery of a fact under the next number; the same fact again finds what is there. */
const record = async (
  { aggregates, policy, now: clock }: Dependencies,
  subscriptionId: string,
  event: DeliveredEvent,
): Promise<number> => {
  const now = clock();
  const { tenantid: tenantId, id: factId } = event;
  const pointer = deliveryOfFactKey(tenantId, subscriptionId, factId);
  const known = await aggregates.load(pointer);
  if (known !== undefined) return known.state.sequence;
  let sequence = 0;
  await change<Sequence>(aggregates, sequenceKey(tenantId, subscriptionId), now, (current) => {
    const numbered = numberFact(current, factId);
    sequence = numbered.sequence;
    return numbered.next && { decided: { state: numbered.next, facts: [] } };
  });
  const delivery = newDelivery(subscriptionId, sequence, event, policy, now);
  const expiresAt = plusSeconds(now, policy.forgetAfterSeconds);
  // `conflict`: an earlier try saved it before it failed.
  await aggregates.save(
    deliveryKey(tenantId, subscriptionId, sequence),
    0,
    { state: delivery, facts: [] },
    { now, deadline: delivery.nextAttemptAt, expiresAt },
  );
  // Last: where it is missing, the delivery is recorded again under the same number.
  await aggregates.save(pointer, 0, { state: { sequence }, facts: [] }, { now, expiresAt });
  return sequence;
};
