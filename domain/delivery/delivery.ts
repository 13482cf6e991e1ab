import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { type DeliveryPolicy, pauseAt } from './delivery-policy.ts';

/** The fact as a CloudEvent, without what differs by endpoint. */
export interface DeliveredEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly tenantid: string;
  readonly datacontenttype: 'application/json';
  readonly data: object;
}

interface Delivered {
  readonly subscriptionId: string;
  readonly sequence: number;
  readonly event: DeliveredEvent;
  readonly createdAt: Instant;
  readonly attempts: number;
}

/** One fact on its way to one endpoint. */
export type Delivery = Delivered &
  (
    | { readonly status: 'pending'; readonly nextAttemptAt: Instant; readonly giveUpAt: Instant }
    | { readonly status: 'delivered'; readonly at: Instant }
    | { readonly status: 'failed'; readonly at: Instant; readonly reason: string }
    /** The subscription was removed. */
    | { readonly status: 'dropped'; readonly at: Instant }
  );

export type PendingDelivery = Extract<Delivery, { readonly status: 'pending' }>;

type Timing = Pick<DeliveryPolicy, 'retryAfterSeconds' | 'giveUpAfterSeconds'>;

export const newDelivery = (
  subscriptionId: string,
  sequence: number,
  event: DeliveredEvent,
  policy: Timing,
  now: Instant,
): PendingDelivery => ({
  subscriptionId,
  sequence,
  event,
  createdAt: now,
  attempts: 0,
  ...due(policy, now),
});

const due = (policy: Timing, now: Instant) => ({
  status: 'pending' as const,
  nextAttemptAt: now,
  giveUpAt: plusSeconds(now, policy.giveUpAfterSeconds),
});

const base = ({ subscriptionId, sequence, event, createdAt, attempts }: Delivery): Delivered => ({
  subscriptionId,
  sequence,
  event,
  createdAt,
  attempts,
});

/** Makes the delivery again from now on, whatever became of it before. */
export const replayed = (delivery: Delivery, policy: Timing, now: Instant): PendingDelivery => ({
  ...base(delivery),
  attempts: 0,
  ...due(policy, now),
});

/** An attempt begins. It is recorded as if it failed: after a crash it is repeated, never skipped. */
export const attempted = (delivery: PendingDelivery, policy: Timing, now: Instant): PendingDelivery => {
  const attempts = delivery.attempts + 1;
  const nextAttemptAt = plusSeconds(now, pauseAt(policy.retryAfterSeconds, attempts));
  return { ...delivery, attempts, nextAttemptAt };
};

/** The endpoint is left alone: the delivery waits without an attempt. */
export const postponed = (delivery: PendingDelivery, until: Instant): PendingDelivery => ({
  ...delivery,
  nextAttemptAt: until,
});

export const delivered = (delivery: PendingDelivery, now: Instant): Delivery => ({
  ...base(delivery),
  status: 'delivered',
  at: now,
});

export const dropped = (delivery: PendingDelivery, now: Instant): Delivery => ({
  ...base(delivery),
  status: 'dropped',
  at: now,
});

/** The attempt failed: nothing changes while there is time for another one; else the delivery has failed, visibly. */
export const missed = (
  delivery: PendingDelivery,
  reason: string,
  now: Instant,
): Decided<Delivery, FactOf<'delivery.failed.v1'>> | undefined => {
  if (delivery.nextAttemptAt < delivery.giveUpAt) return undefined;
  const { subscriptionId, sequence, attempts, event } = delivery;
  return {
    state: { ...base(delivery), status: 'failed', at: now, reason },
    facts: [
      { type: 'delivery.failed.v1', data: { subscriptionId, factId: event.id, sequence, attempts, reason } },
    ],
  };
};
