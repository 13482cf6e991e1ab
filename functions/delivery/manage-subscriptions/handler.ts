import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  decideSubscriptions,
  type SubscriptionCommand,
  type SubscriptionRefusal,
  type Subscriptions,
} from '../../../domain/delivery/subscription.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type Problem, problemResponse, problems } from '../../platform/http/problem.ts';
import {
  type Answered,
  type Asked,
  jsonAnswer,
  type RecordsApiDependencies,
  signedRequest,
} from '../../platform/http/signed-request.ts';
import { verifyQuestion } from '../../platform/http/verify-sender.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Vault } from '../../platform/sealing/vault.ts';
import type { StandingOf } from '../../platform/tenants/standing.ts';
import { change } from '../../platform/state/aggregates.ts';
import { secretBinding } from '../endpoint-secret.ts';
import { healthKey, sequenceKey, subscriptionsKey } from '../keys.ts';
import type { SubscriptionChanged, SubscriptionList } from './answer-shape.ts';
import { replay, type ReplayDependencies } from './replay.ts';
import { type ReplayRequest, subscriptionRequest, type SubscriptionRequest } from './request.ts';

export interface Dependencies extends RecordsApiDependencies, ReplayDependencies {
  readonly vault: Pick<Vault, 'seal'>;
  readonly standingOf: StandingOf;
  readonly newSecret: () => string;
  readonly now: Now;
}

export const subscriptionRefusals = {
  'subscription-exists': {
    status: 409,
    code: 'subscription-exists',
    title: 'There is a subscription with this id. Remove it first, or choose another id.',
  },
  'subscription-unknown': {
    status: 404,
    code: 'subscription-unknown',
    title: 'There is no subscription with this id.',
  },
  'too-many-subscriptions': {
    status: 409,
    code: 'too-many-subscriptions',
    title: 'A tenant may have ten subscriptions. Remove one first.',
  },
} as const satisfies Record<SubscriptionRefusal, Problem>;

/** `POST /v1/subscriptions` changes the subscriptions of the tenant; `GET /v1/subscriptions` lists them. */
export const makeHandler = (dependencies: Dependencies) => {
  const post = signedRequest(dependencies, subscriptionRequest, (asked) => changeOne(dependencies, asked));
  const list = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      dependencies.log.error('subscriptions-not-listed', request.error);
      request.response = problemResponse({
        status: 503,
        code: 'store-unavailable',
        title: 'The list cannot be read at the moment; ask again.',
      });
    })
    .handler((request) => listAll(dependencies, request));
  return (
    event: APIGatewayProxyEventV2,
    context: Parameters<typeof post>[1],
  ): Promise<APIGatewayProxyStructuredResultV2> =>
    event.requestContext.http.method === 'GET' ? list(event, context) : post(event, context);
};

const changeOne = async (
  dependencies: Dependencies,
  { tenantId, body }: Asked<SubscriptionRequest>,
): Promise<Answered> => {
  const { newSecret, vault, now: clock } = dependencies;
  const now = clock();
  switch (body.action) {
    case 'replay':
      return replayThese(dependencies, tenantId, body, now);
    case 'remove':
      return decide(dependencies, tenantId, body, {}, now);
    case 'add':
    case 'rotate-secret': {
      const standing = await dependencies.standingOf(tenantId);
      if (standing === 'suspended' || standing === 'leaving') return { problem: problems.tenantNotActive };
      const secret = newSecret();
      const sealedSecret = await vault.seal(secretBinding(tenantId, body.subscriptionId), secret);
      return decide(dependencies, tenantId, { ...body, sealedSecret }, { secret }, now);
    }
  }
};

const decide = async (
  { aggregates, policy, log }: Dependencies,
  tenantId: string,
  command: SubscriptionCommand,
  shown: { readonly secret?: string },
  now: Instant,
): Promise<Answered> => {
  const { action, subscriptionId } = command;
  let refusal: SubscriptionRefusal | undefined;
  const state = await change<Subscriptions>(aggregates, subscriptionsKey(tenantId), now, (current) => {
    const decision = decideSubscriptions(current, command, policy, now);
    refusal = decision.outcome === 'refused' ? decision.reason : undefined;
    return decision.outcome === 'decided' ? { decided: decision.decided } : undefined;
  });
  if (refusal !== undefined) return { problem: subscriptionRefusals[refusal] };
  log.info('subscription-changed', { tenantId, subscriptionId, action });
  const changed = state?.subscriptions.find((each) => each.subscriptionId === subscriptionId);
  return jsonAnswer({
    subscriptionId,
    ...shown,
    ...(action === 'rotate-secret' && changed?.previous ? { previousUntil: changed.previous.until } : {}),
  } satisfies SubscriptionChanged);
};

const replayThese = async (
  dependencies: Dependencies,
  tenantId: string,
  request: ReplayRequest,
  now: Instant,
): Promise<Answered> => {
  const { aggregates } = dependencies;
  const { subscriptionId, requestedBy, select } = request;
  const { subscriptions = [] } = (await aggregates.load(subscriptionsKey(tenantId)))?.state ?? {};
  if (!subscriptions.some((each) => each.subscriptionId === subscriptionId))
    return { problem: subscriptionRefusals['subscription-unknown'] };
  const { deliveries, nextSequence } = await replay(dependencies, tenantId, request, now);
  const by = 'ids' in select ? 'ids' : 'from' in select ? 'times' : 'sequences';
  await change<Subscriptions>(
    aggregates,
    subscriptionsKey(tenantId),
    now,
    (state) =>
      state && {
        decided: {
          state,
          facts: [
            { type: 'delivery.replay-requested.v1', data: { subscriptionId, requestedBy, by, deliveries } },
          ],
        },
      },
  );
  return jsonAnswer({
    subscriptionId,
    replayed: deliveries,
    ...(nextSequence === undefined ? {} : { nextSequence }),
  } satisfies SubscriptionChanged);
};

const listAll = async (
  { aggregates, secretsOf, log }: Dependencies,
  request: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const sender = await verifyQuestion(request, secretsOf);
  if (sender.outcome === 'refused') {
    log.warn('request-refused', { problem: sender.problem.code });
    return problemResponse(sender.problem);
  }
  const { tenantId } = sender;
  const { subscriptions = [] } = (await aggregates.load(subscriptionsKey(tenantId)))?.state ?? {};
  const listed = subscriptions.map(async ({ subscriptionId, url, types, addedAt }) => {
    const health = (await aggregates.load(healthKey(tenantId, subscriptionId)))?.state;
    const sequence = (await aggregates.load(sequenceKey(tenantId, subscriptionId)))?.state;
    return {
      subscriptionId,
      url,
      types: [...types],
      addedAt,
      lastSequence: sequence?.last ?? 0,
      status: health?.status ?? 'up',
      ...(health?.status === 'failing' ? { failingSince: health.since, restUntil: health.restUntil } : {}),
    };
  });
  return jsonAnswer({ subscriptions: await Promise.all(listed) } satisfies SubscriptionList);
};
