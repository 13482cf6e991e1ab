import { describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { newDelivery } from '../../../domain/delivery/delivery.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { secretBinding } from '../../../functions/delivery/endpoint-secret.ts';
import { deliveryKey, healthKey, subscriptionsKey } from '../../../functions/delivery/keys.ts';
import { readDeliveryPolicy } from '../../../functions/delivery/policy.ts';
import { makeHandler } from '../../../functions/delivery/send-webhook/handler.ts';
import type { PostOutcome, PostRequest } from '../../../functions/delivery/send-webhook/post.ts';
import { makeHandler as makeSweep } from '../../../functions/delivery/sweep-deliveries/handler.ts';
import { memoryAggregates } from '../../memory/memory-aggregates.ts';
import { memoryVault } from '../../memory/memory-vault.ts';
import { recordedLog } from '../../memory/recorded-log.ts';
import { deliver, runContext } from '../sqs-event.ts';

const start = '2027-03-01T10:00:00.000Z';
const tenantId = 'demo-clinic';
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const policy = readDeliveryPolicy();
const due = { tenantId, subscriptionId: 'main', sequence: 1 };

/** One delivery of one subscription, and an endpoint that answers as it is set to. */
const setUp = async () => {
  let now = start;
  let outcome: PostOutcome | Error = { outcome: 'accepted' };
  const posts: PostRequest[] = [];
  const aggregates = memoryAggregates();
  const log = recordedLog();
  const sealedSecret = await memoryVault.seal(secretBinding(tenantId, 'main'), secret);
  const subscription = {
    url: 'https://hooks.example.org/vigil',
    types: ['incident.opened.v1'],
    sealedSecret,
  };
  const subscriptions = [{ subscriptionId: 'main', ...subscription, addedAt: start }];
  await aggregates.save(subscriptionsKey(tenantId), 0, { state: { subscriptions }, facts: [] }, { now });
  const put = async (sequence: number) => {
    const event = {
      specversion: '1.0',
      id: `fact-${sequence}`,
      source: 'urn:vigil',
      type: 'incident.opened.v1',
      time: start,
      tenantid: tenantId,
      datacontenttype: 'application/json',
      data: { incidentId: 'incident-1' },
    } as const;
    const state = newDelivery('main', sequence, event, policy, now);
    await aggregates.save(
      deliveryKey(tenantId, 'main', sequence),
      0,
      { state, facts: [] },
      { now, deadline: now },
    );
  };
  await put(1);
  const handler = makeHandler({
    aggregates,
    vault: memoryVault,
    async post(request) {
      posts.push(request);
      await Promise.resolve();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    policy,
    log,
    now: () => now,
    retrySoon: () => Promise.resolve(),
    setAside: () => Promise.resolve(),
  });
  const delivery = (sequence = 1) => aggregates.peek(deliveryKey(tenantId, 'main', sequence));
  return {
    aggregates,
    posts,
    log,
    put,
    delivery,
    health: () => aggregates.peek(healthKey(tenantId, 'main'))?.state,
    answer: (next: PostOutcome | Error) => void (outcome = next),
    turn: (seconds: number) => void (now = plusSeconds(now, seconds)),
    attempt: (sequence = 1) => deliver(handler, { ...due, sequence }),
    types: () => aggregates.facts.map(({ type }) => type),
  };
};

describe('an attempt', () => {
  test('posts the CloudEvent with its number, under the id of the fact, signed over the very bytes', async () => {
    const { attempt, posts, delivery } = await setUp();
    expect(await attempt()).toEqual([]);
    const [post] = posts;
    expect(post?.url).toBe('https://hooks.example.org/vigil');
    expect(JSON.parse(post?.body ?? '')).toMatchObject({
      id: 'fact-1',
      source: 'urn:vigil',
      type: 'incident.opened.v1',
      sequence: '1',
      data: { incidentId: 'incident-1' },
    });
    expect(post?.headers['webhook-id']).toBe('fact-1');
    expect(post?.headers['webhook-timestamp']).toBe(String(Date.parse(start) / 1000));
    expect(post?.headers['webhook-signature']).toBe(
      new Webhook(secret).sign('fact-1', new Date(start), post?.body ?? ''),
    );
    expect(delivery()).toMatchObject({ state: { status: 'delivered', attempts: 1 } });
    expect(delivery()?.deadline).toBeUndefined();
  });

  test('is made once for two messages', async () => {
    const { attempt, posts } = await setUp();
    await Promise.all([attempt(), attempt()]);
    await attempt();
    expect(posts).toHaveLength(1);
  });

  test('that the process does not survive is made again, after the first pause', async () => {
    const { attempt, posts, delivery, answer, turn } = await setUp();
    answer(new Error('the process ended'));
    expect(await attempt()).toHaveLength(1);
    expect(delivery()).toMatchObject({ deadline: plusSeconds(start, 60), state: { status: 'pending' } });
    answer({ outcome: 'accepted' });
    turn(60);
    await attempt();
    expect(posts).toHaveLength(2);
    expect(posts[1]?.body).toBe(posts[0]?.body);
    expect(posts[1]?.attempt).toBe(2);
  });

  test('that is not due is not made', async () => {
    const { attempt, posts, answer, turn } = await setUp();
    answer({ outcome: 'refused', reason: 'http-500' });
    await attempt();
    turn(59);
    await attempt();
    expect(posts).toHaveLength(1);
  });

  test('is not made for a subscription that was removed: what waits is dropped', async () => {
    const { attempt, posts, aggregates, delivery } = await setUp();
    const none = { state: { subscriptions: [] }, facts: [] };
    await aggregates.save(subscriptionsKey(tenantId), 1, none, { now: start });
    await attempt();
    expect(posts).toEqual([]);
    expect(delivery()).toMatchObject({ state: { status: 'dropped' }, deadline: undefined });
  });
});

describe('an endpoint that fails', () => {
  test('is left alone after five attempts, whichever facts they were for; the others wait without one', async () => {
    const { attempt, posts, put, answer, health, delivery, types } = await setUp();
    answer({ outcome: 'refused', reason: 'timeout' });
    for (let sequence = 2; sequence <= 8; sequence += 1) await put(sequence);
    for (let sequence = 1; sequence <= 8; sequence += 1) await attempt(sequence);
    expect(posts).toHaveLength(5);
    expect(health()).toMatchObject({ status: 'failing', failures: 5 });
    expect(types()).toEqual(['subscription.failing.v1']);
    expect(delivery(8)).toMatchObject({ state: { attempts: 0 }, deadline: plusSeconds(start, 60) });
  });

  test('gets what waits once it is back, and that is a fact', async () => {
    const { attempt, put, answer, turn, types, delivery } = await setUp();
    answer({ outcome: 'refused', reason: 'timeout' });
    for (let sequence = 2; sequence <= 6; sequence += 1) await put(sequence);
    for (let sequence = 1; sequence <= 6; sequence += 1) await attempt(sequence);
    answer({ outcome: 'accepted' });
    turn(60);
    for (let sequence = 1; sequence <= 6; sequence += 1) await attempt(sequence);
    for (let sequence = 1; sequence <= 6; sequence += 1)
      expect(delivery(sequence)?.state.status).toBe('delivered');
    expect(types()).toEqual(['subscription.failing.v1', 'subscription.recovered.v1']);
  });

  test('for three days has lost the fact, visibly: a fact, a count, and nothing that is due', async () => {
    const { attempt, answer, turn, delivery, types, log } = await setUp();
    answer({ outcome: 'refused', reason: 'http-503' });
    for (let hour = 0; hour < 80; hour += 1) {
      await attempt();
      turn(3600);
    }
    expect(types()).toEqual(['subscription.failing.v1', 'delivery.failed.v1']);
    expect(log.counted['DeliveriesFailed']).toBe(1);
    expect(delivery()).toMatchObject({
      state: { status: 'failed', reason: 'http-503' },
      deadline: undefined,
    });
  });

  test('that never stops resting does not keep a delivery for ever', async () => {
    const { attempt, put, answer, turn, delivery } = await setUp();
    answer({ outcome: 'refused', reason: 'timeout' });
    for (let sequence = 2; sequence <= 5; sequence += 1) await put(sequence);
    for (let minute = 0; minute < 80 * 12; minute += 1) {
      for (let sequence = 1; sequence <= 5; sequence += 1) await attempt(sequence);
      turn(300);
    }
    for (let sequence = 1; sequence <= 5; sequence += 1)
      expect(delivery(sequence)).toMatchObject({ state: { status: 'failed' }, deadline: undefined });
  });
});

test('a delivery whose time ends while the endpoint rests has failed, without an attempt', async () => {
  const { attempt, posts, aggregates, delivery, types, log } = await setUp();
  const restUntil = plusSeconds(start, policy.giveUpAfterSeconds);
  const state = { status: 'failing', failures: 5, since: start, restUntil } as const;
  await aggregates.save(healthKey(tenantId, 'main'), 0, { state, facts: [] }, { now: start });
  await attempt();
  expect(posts).toEqual([]);
  expect(delivery()).toMatchObject({ state: { status: 'failed', reason: 'endpoint-failing' } });
  expect(delivery()?.deadline).toBeUndefined();
  expect(types()).toEqual(['delivery.failed.v1']);
  expect(log.counted['DeliveriesFailed']).toBe(1);
});

test('the log of it all names neither URL nor secret', async () => {
  const { attempt, log, answer } = await setUp();
  answer({ outcome: 'refused', reason: 'tls-failed' });
  await attempt();
  expect(log.lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(log.lines)).not.toMatch(/example\.org|whsec/);
});

test('the sweep queues what is due', async () => {
  const queued: unknown[] = [];
  const sweep = makeSweep({
    due: (before) => {
      expect(before).toBe(plusSeconds(start, -20));
      return Promise.resolve([{ kind: 'delivery', ids: [tenantId, 'main', '7'] }]);
    },
    deliveries: { send: (message) => Promise.resolve(void queued.push(message)) },
    log: recordedLog(),
    now: () => start,
  });
  await sweep({}, runContext());
  expect(queued).toEqual([{ tenantId, subscriptionId: 'main', sequence: 7 }]);
});
