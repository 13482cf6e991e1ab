import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, instant, opaqueId, openCode } from './fields.ts';

// Facts about subscriptions of HTTPS endpoints to facts, and about deliveries that failed.

const subscriptionId = () => opaqueId('Subscription', 'accountability', 'platform-main');

const types = () =>
  z
    .array(openCode('Type of the facts that are delivered', 'accountability', 'incident.opened.v1'))
    .describe('The types of the facts that are delivered.');

export const subscriptionAdded = /* @__PURE__ */ defineFact('subscription.added.v1', () => ({
  summary: 'An HTTPS endpoint of the tenant receives facts of these types from now on.',
  origin: 'vigil',
  data: z.object({
    subscriptionId: subscriptionId(),
    types: types(),
    requestedBy: opaqueId('Who asked for it', 'accountability', 'admin-1'),
  }),
}));

export const subscriptionSecretRotated = /* @__PURE__ */ defineFact('subscription.secret-rotated.v1', () => ({
  summary: 'The endpoint has a new signing secret; for a day its deliveries are signed with both.',
  origin: 'vigil',
  data: z.object({
    subscriptionId: subscriptionId(),
    requestedBy: opaqueId('Who asked for it', 'accountability', 'admin-1'),
    previousUntil: instant('Until when the previous secret signs, too', 'accountability'),
  }),
}));

export const subscriptionRemoved = /* @__PURE__ */ defineFact('subscription.removed.v1', () => ({
  summary: 'An endpoint receives nothing any more; what was still to be delivered is dropped.',
  origin: 'vigil',
  data: z.object({
    subscriptionId: subscriptionId(),
    requestedBy: opaqueId('Who asked for it', 'accountability', 'admin-1'),
  }),
}));

export const subscriptionFailing = /* @__PURE__ */ defineFact('subscription.failing.v1', () => ({
  summary: 'An endpoint has failed several times in a row; its deliveries wait and are tried less often.',
  origin: 'vigil',
  data: z.object({
    subscriptionId: subscriptionId(),
    failures: count('Attempts that failed in a row', 'accountability', 5),
    reason: openCode('Why the last attempt failed', 'accountability', 'http-500'),
  }),
}));

export const subscriptionRecovered = /* @__PURE__ */ defineFact('subscription.recovered.v1', () => ({
  summary: 'An endpoint that was failing has accepted a delivery.',
  origin: 'vigil',
  data: z.object({
    subscriptionId: subscriptionId(),
    failingSince: instant('Since when it was failing', 'accountability'),
  }),
}));

export const deliveryFailed = /* @__PURE__ */ defineFact('delivery.failed.v1', () => ({
  summary: 'A fact was not delivered to an endpoint in the time for retries; it can be replayed.',
  origin: 'vigil',
  data: z.object({
    subscriptionId: subscriptionId(),
    factId: opaqueId('Fact that was not delivered', 'accountability', '0f7c3a2e-1'),
    sequence: count('Sequence number of the delivery', 'accountability', 42),
    attempts: count('Attempts', 'accountability', 12),
    reason: openCode('Why the last attempt failed', 'accountability', 'http-500'),
  }),
}));

export const deliveryReplayRequested = /* @__PURE__ */ defineFact('delivery.replay-requested.v1', () => ({
  summary: 'Deliveries to an endpoint are made again.',
  origin: 'vigil',
  data: z.object({
    subscriptionId: subscriptionId(),
    requestedBy: opaqueId('Who asked for it', 'accountability', 'admin-1'),
    by: code(['ids', 'sequences', 'times'], {
      title: 'Selection',
      description: 'How the deliveries were selected.',
      purpose: 'accountability',
    }),
    deliveries: count('Deliveries that are made again', 'accountability', 3),
  }),
}));
