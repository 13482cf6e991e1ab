import { subscriptionRefusals } from '../../functions/delivery/manage-subscriptions/handler.ts';
import { invalidData, problems } from '../../functions/platform/http/problem.ts';
import type { Json } from '../json-schema.ts';
import { refTo } from './named-schemas.ts';
import { answer, header, refusalsIn, signature, signedQuestion } from './parts.ts';

const unsigned = [
  problems.unknownTenant,
  problems.wrongSignature,
  problems.staleTimestamp,
  problems.wrongWebhookId,
];

/** Subscriptions of HTTPS endpoints to facts. */
export const deliveryPaths: Json = {
  '/v1/subscriptions': {
    get: {
      operationId: 'listSubscriptions',
      summary: 'The subscriptions of the tenant, and how their endpoints do.',
      parameters: signedQuestion,
      responses: {
        '200': answer('All of them; never a secret.', 'SubscriptionList'),
        ...refusalsIn([
          ...unsigned,
          {
            status: 503,
            code: 'store-unavailable',
            title: 'The list cannot be read at the moment; ask again.',
          },
        ]),
      },
    },
    post: {
      operationId: 'changeSubscription',
      summary: 'Subscribes an endpoint, gives it a new secret, removes it, or makes deliveries again.',
      parameters: [header('vigil-tenant', 'Whose secret signed the request.'), ...signature('the body')],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: refTo('SubscriptionRequest') } },
      },
      responses: {
        '200': answer('Done.', 'SubscriptionChanged'),
        ...refusalsIn([
          ...unsigned,
          problems.invalidJson,
          invalidData([]),
          problems.ourFault,
          ...Object.values(subscriptionRefusals),
        ]),
      },
    },
  },
};
