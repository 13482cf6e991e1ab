import { replayed } from '../../../domain/delivery/delivery.ts';
import type { DeliveryPolicy } from '../../../domain/delivery/delivery-policy.ts';
import { type Instant, plusSeconds, toInstant } from '../../../domain/instant.ts';
import { type Aggregates, changeKnown } from '../../platform/state/aggregates.ts';
import { deliveryKey, deliveryOfFactKey, sequenceKey } from '../keys.ts';
import type { DeliveryQueue } from '../messages.ts';
import type { ReplayRequest } from './request.ts';

export interface ReplayDependencies {
  readonly aggregates: Aggregates;
  readonly deliveries: DeliveryQueue;
  readonly policy: DeliveryPolicy;
}

export interface Replayed {
  readonly deliveries: number;
  /** Where the next request goes on. */
  readonly nextSequence?: number;
}

/** As many as one request can make due before its caller gives up waiting. */
const mostAtOnce = 1000;

const inParallel = 20;

/** Makes the selected deliveries due again; those that are no longer stored are left out. */
export const replay = async (
  dependencies: ReplayDependencies,
  tenantId: string,
  { subscriptionId, select }: ReplayRequest,
  now: Instant,
): Promise<Replayed> => {
  const { aggregates } = dependencies;
  const again = (sequence: number) => replayOne(dependencies, tenantId, subscriptionId, sequence, now);
  if ('ids' in select) {
    const found = await each(select.ids, async (factId) => {
      const pointer = await aggregates.load(deliveryOfFactKey(tenantId, subscriptionId, factId));
      return pointer !== undefined && (await again(pointer.state.sequence));
    });
    return { deliveries: found.filter(Boolean).length };
  }
  const last = (await aggregates.load(sequenceKey(tenantId, subscriptionId)))?.state.last ?? 0;
  const createdAt = async (sequence: number) =>
    (await aggregates.load(deliveryKey(tenantId, subscriptionId, sequence)))?.state.createdAt;
  const [from, until] =
    'from' in select
      ? [
          await firstSince(toInstant(select.from), last, createdAt),
          (await firstSince(toInstant(select.until), last, createdAt)) - 1,
        ]
      : [select.fromSequence, Math.min(select.untilSequence, last)];
  const end = Math.min(until, from + mostAtOnce - 1);
  const sequences = Array.from({ length: Math.max(0, end - from + 1) }, (_, index) => from + index);
  const found = await each(sequences, again);
  const deliveries = found.filter(Boolean).length;
  return end < until ? { deliveries, nextSequence: end + 1 } : { deliveries };
};

/**
 * The first delivery that was made at a time or later: numbers follow the time, so half of them are left out at each look.
 * One that is not stored any more is older than all that are.
 */
const firstSince = async (
  time: Instant,
  last: number,
  createdAt: (sequence: number) => Promise<Instant | undefined>,
): Promise<number> => {
  let [low, high] = [1, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (((await createdAt(middle)) ?? '') < time) low = middle + 1;
    else high = middle;
  }
  return low;
};

const replayOne = async (
  { aggregates, policy, deliveries }: ReplayDependencies,
  tenantId: string,
  subscriptionId: string,
  sequence: number,
  now: Instant,
): Promise<boolean> => {
  const key = deliveryKey(tenantId, subscriptionId, sequence);
  const stored = await aggregates.load(key);
  if (stored === undefined) return false;
  await changeKnown(aggregates, key, stored, now, (delivery) => {
    if (delivery === undefined) return undefined;
    const state = replayed(delivery, policy, now);
    const expiresAt = plusSeconds(now, policy.forgetAfterSeconds);
    return { decided: { state, facts: [] }, deadline: state.nextAttemptAt, expiresAt };
  });
  await deliveries.send({ tenantId, subscriptionId, sequence });
  return true;
};

const each = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += inParallel)
    done.push(...(await Promise.all(items.slice(start, start + inParallel).map(work))));
  return done;
};
