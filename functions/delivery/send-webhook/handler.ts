import { Webhook } from 'standardwebhooks';
import {
  attempted,
  type Delivery,
  delivered,
  dropped,
  missed,
  type PendingDelivery,
  postponed,
} from '../../../domain/delivery/delivery.ts';
import type { DeliveryPolicy } from '../../../domain/delivery/delivery-policy.ts';
import { accepted, refused, restsUntil } from '../../../domain/delivery/endpoint-health.ts';
import { signingSecrets } from '../../../domain/delivery/subscription.ts';
import type { Decided } from '../../../domain/fact.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { type ConsumerDependencies, messageOf, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import type { Vault } from '../../platform/sealing/vault.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { secretBinding } from '../endpoint-secret.ts';
import { deliveryKey, healthKey, subscriptionsKey } from '../keys.ts';
import { dueDelivery, type DueDelivery } from '../messages.ts';
import type { Post } from './post.ts';

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly vault: Pick<Vault, 'open'>;
  readonly post: Post;
  readonly policy: DeliveryPolicy;
  readonly now: Now;
}

/**
 * One attempt to deliver one fact to one endpoint, if it is due. The attempt is saved before it is made, so that a crash
 * repeats it and two messages for the same delivery make one attempt. `sweep-deliveries` queues the next one.
 */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, messageOf(dueDelivery), async (message) => {
    const { aggregates, now: clock } = dependencies;
    const { tenantId, subscriptionId, sequence } = message;
    const now = clock();
    const stored = await aggregates.load(deliveryKey(tenantId, subscriptionId, sequence));
    if (stored?.state.status !== 'pending' || stored.state.nextAttemptAt > now) return;
    const found = { message, delivery: stored.state, version: stored.version, now };

    const { subscriptions = [] } = (await aggregates.load(subscriptionsKey(tenantId)))?.state ?? {};
    const subscription = subscriptions.find((each) => each.subscriptionId === subscriptionId);
    if (subscription === undefined) {
      await save(dependencies, found, { state: dropped(found.delivery, now), facts: [] });
      return;
    }
    const health = (await aggregates.load(healthKey(tenantId, subscriptionId)))?.state;
    const restUntil = restsUntil(health, now);
    if (restUntil !== undefined) {
      await wait(dependencies, found, restUntil);
      return;
    }
    // Opened before the attempt is recorded: a key that is away costs no attempt.
    const secrets = await Promise.all(
      signingSecrets(subscription, now).map((sealed) =>
        dependencies.vault.open(secretBinding(tenantId, subscriptionId), sealed),
      ),
    );
    const delivery = attempted(found.delivery, dependencies.policy, now);
    const saved = await save(dependencies, found, { state: delivery, facts: [] });
    if (saved === 'conflict') return;
    const outcome = await dependencies.post(requestOf(delivery, subscription.url, secrets, now));
    const attempt = { ...found, delivery, version: found.version + 1, now: clock() };
    if (outcome.outcome === 'accepted') await succeed(dependencies, attempt);
    else await fail(dependencies, attempt, outcome.reason);
  });

/** A delivery as it was read, or as it was saved last. */
interface Found {
  readonly message: DueDelivery;
  readonly delivery: PendingDelivery;
  readonly version: number;
  readonly now: Instant;
}

const save = (
  { aggregates, policy }: Dependencies,
  { message: { tenantId, subscriptionId, sequence }, version, now }: Found,
  decided: Decided<Delivery>,
): Promise<'saved' | 'conflict'> => {
  const { state } = decided;
  const expiresAt = plusSeconds(now, policy.forgetAfterSeconds);
  const deadline = state.status === 'pending' ? state.nextAttemptAt : undefined;
  const key = deliveryKey(tenantId, subscriptionId, sequence);
  return aggregates.save(key, version, decided, { now, deadline, expiresAt });
};

const wait = async (dependencies: Dependencies, found: Found, until: Instant): Promise<void> => {
  const waiting = postponed(found.delivery, until);
  const failed = missed(waiting, 'endpoint-failing', found.now);
  if (failed !== undefined) dependencies.log.count('DeliveriesFailed');
  await save(dependencies, found, failed ?? { state: waiting, facts: [] });
};

const requestOf = (
  { event, sequence, attempts }: PendingDelivery,
  url: string,
  secrets: readonly string[],
  now: Instant,
) => {
  const body = JSON.stringify({ ...event, sequence: String(sequence) });
  const sentAt = new Date(now);
  return {
    url,
    body,
    attempt: attempts,
    headers: {
      'content-type': 'application/cloudevents+json',
      'user-agent': 'Vigil-Webhooks/1',
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': secrets
        .map((secret) => new Webhook(secret).sign(event.id, sentAt, body))
        .join(' '),
    },
  };
};

const succeed = async (dependencies: Dependencies, attempt: Found): Promise<void> => {
  const { message, delivery, now } = attempt;
  const { tenantId, subscriptionId, sequence } = message;
  // `conflict`: it was replayed meanwhile, and is delivered again.
  await save(dependencies, attempt, { state: delivered(delivery, now), facts: [] });
  dependencies.log.info('delivered', { tenantId, subscriptionId, sequence, attempts: delivery.attempts });
  await change(dependencies.aggregates, healthKey(tenantId, subscriptionId), now, (health) => {
    const decided = accepted(subscriptionId, health);
    return decided && { decided };
  });
};

const fail = async (dependencies: Dependencies, attempt: Found, reason: string): Promise<void> => {
  const { aggregates, policy, log } = dependencies;
  const { message, delivery, now } = attempt;
  const { tenantId, subscriptionId, sequence } = message;
  log.warn('delivery-missed', { tenantId, subscriptionId, sequence, attempts: delivery.attempts, reason });
  await change(aggregates, healthKey(tenantId, subscriptionId), now, (health) => ({
    decided: refused(subscriptionId, health, reason, policy, now),
  }));
  const failed = missed(delivery, reason, now);
  if (failed === undefined) return;
  if ((await save(dependencies, attempt, failed)) === 'saved') log.count('DeliveriesFailed');
};
