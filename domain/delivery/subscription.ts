import type { Fact } from '../../events/facts.ts';
import type { Decided } from '../fact.ts';
import { type Instant, plusSeconds } from '../instant.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';

/** An HTTPS endpoint of a tenant, and the types of the facts that it receives. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly url: string;
  readonly types: readonly string[];
  /** The signing secret, sealed under the tenant's key for deliveries. */
  readonly sealedSecret: string;
  /** The secret before the last rotation: it signs, too, until the receiver has had time to load the new one. */
  readonly previous?: { readonly sealedSecret: string; readonly until: Instant };
  readonly addedAt: Instant;
}

/** All subscriptions of a tenant: one item, so that publishing a fact costs one read. */
export interface Subscriptions {
  readonly subscriptions: readonly Subscription[];
}

export type SubscriptionCommand =
  | {
      readonly action: 'add';
      readonly subscriptionId: string;
      readonly url: string;
      readonly types: readonly string[];
      readonly requestedBy: string;
      readonly sealedSecret: string;
    }
  | {
      readonly action: 'rotate-secret';
      readonly subscriptionId: string;
      readonly requestedBy: string;
      readonly sealedSecret: string;
    }
  | { readonly action: 'remove'; readonly subscriptionId: string; readonly requestedBy: string };

export type SubscriptionRefusal = 'subscription-exists' | 'subscription-unknown' | 'too-many-subscriptions';

export type SubscriptionFact = Extract<
  Fact,
  {
    readonly type: 'subscription.added.v1' | 'subscription.secret-rotated.v1' | 'subscription.removed.v1';
  }
>;

export type SubscriptionDecision =
  | { readonly outcome: 'decided'; readonly decided: Decided<Subscriptions, SubscriptionFact> }
  | { readonly outcome: 'refused'; readonly reason: SubscriptionRefusal };

/** A day: a receiver loads a new secret in office hours. */
const overlapSeconds = 86_400;

/** Adds or removes a subscription, or gives it a new secret. */
export const decideSubscriptions = (
  current: Subscriptions | undefined,
  command: SubscriptionCommand,
  policy: Pick<DeliveryPolicy, 'mostSubscriptions'>,
  now: Instant,
): SubscriptionDecision => {
  const subscriptions = current?.subscriptions ?? [];
  const { subscriptionId, requestedBy } = command;
  const known = subscriptions.find((each) => each.subscriptionId === subscriptionId);
  const others = subscriptions.filter((each) => each !== known);
  const decided = (changed: readonly Subscription[], fact: SubscriptionFact): SubscriptionDecision => ({
    outcome: 'decided',
    decided: { state: { subscriptions: changed }, facts: [fact] },
  });

  if (command.action === 'add') {
    const { url, types, sealedSecret } = command;
    if (known !== undefined) return { outcome: 'refused', reason: 'subscription-exists' };
    if (subscriptions.length >= policy.mostSubscriptions)
      return { outcome: 'refused', reason: 'too-many-subscriptions' };
    return decided([...others, { subscriptionId, url, types, sealedSecret, addedAt: now }], {
      type: 'subscription.added.v1',
      data: { subscriptionId, types, requestedBy },
    });
  }
  if (known === undefined) return { outcome: 'refused', reason: 'subscription-unknown' };
  if (command.action === 'remove')
    return decided(others, { type: 'subscription.removed.v1', data: { subscriptionId, requestedBy } });
  const previousUntil = plusSeconds(now, overlapSeconds);
  const { sealedSecret } = command;
  const previous = { sealedSecret: known.sealedSecret, until: previousUntil };
  return decided(
    subscriptions.map((each) => (each === known ? { ...known, sealedSecret, previous } : each)),
    { type: 'subscription.secret-rotated.v1', data: { subscriptionId, requestedBy, previousUntil } },
  );
};

/** The sealed secrets that sign a delivery now, the present one first. */
export const signingSecrets = ({ sealedSecret, previous }: Subscription, now: Instant): readonly string[] =>
  previous !== undefined && now < previous.until ? [sealedSecret, previous.sealedSecret] : [sealedSecret];
