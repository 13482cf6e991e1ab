import type { FactOf } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import { type DeliveryPolicy, pauseAt } from './delivery-policy.ts';

/** How an endpoint does: a failing one is left alone for a while, so that it costs the others nothing. */
export type EndpointHealth =
  | { readonly status: 'up'; readonly failures: number }
  | {
      readonly status: 'failing';
      readonly failures: number;
      readonly since: Instant;
      /** No attempt before this time. */
      readonly restUntil: Instant;
    };

/** The time before which a failing endpoint is not tried. */
export const restsUntil = (health: EndpointHealth | undefined, now: Instant): Instant | undefined =>
  health?.status === 'failing' && now < health.restUntil ? health.restUntil : undefined;

/** The endpoint accepted a delivery. Nothing where it was doing well before. */
export const accepted = (
  subscriptionId: string,
  health: EndpointHealth | undefined,
): Decided<EndpointHealth, FactOf<'subscription.recovered.v1'>> | undefined => {
  if (health === undefined || health.failures === 0) return undefined;
  const state = { status: 'up', failures: 0 } as const;
  if (health.status === 'up') return { state, facts: [] };
  const data = { subscriptionId, failingSince: health.since };
  return { state, facts: [{ type: 'subscription.recovered.v1', data }] };
};

/** An attempt failed. */
export const refused = (
  subscriptionId: string,
  health: EndpointHealth | undefined,
  reason: string,
  policy: Pick<DeliveryPolicy, 'failingAfter' | 'restSeconds'>,
  now: Instant,
): Decided<EndpointHealth, FactOf<'subscription.failing.v1'>> => {
  const failures = (health?.failures ?? 0) + 1;
  if (failures < policy.failingAfter) return { state: { status: 'up', failures }, facts: [] };
  const restSeconds = pauseAt(policy.restSeconds, failures - policy.failingAfter + 1);
  const since = health?.status === 'failing' ? health.since : now;
  return {
    state: { status: 'failing', failures, since, restUntil: plusSeconds(now, restSeconds) },
    facts:
      health?.status === 'failing'
        ? []
        : [{ type: 'subscription.failing.v1', data: { subscriptionId, failures, reason } }],
  };
};
