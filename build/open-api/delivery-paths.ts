import { listProblems } from '../../functions/delivery/list-facts/handler.ts';
import { subscriptionRefusals } from '../../functions/delivery/manage-subscriptions/handler.ts';
import { invalidData, problems } from '../../functions/platform/http/problem.ts';
import type { Json } from '../json-schema.ts';
import { refTo } from './named-schemas.ts';
import { answer, header, opaqueId, refusalsIn, signature, signedQuestion } from './parts.ts';

const unsigned = [
  problems.unknownTenant,
  problems.wrongSignature,
  problems.staleTimestamp,
  problems.wrongWebhookId,
  problems.removedTenant,
];

const query = (name: string, description: string, schema: Json): Json => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

const dateTime: Json = { type: 'string', format: 'date-time' };
const period: readonly Json[] = [
  query('from', 'Only what began at this time (UTC) or later.', dateTime),
  query('until', 'Only what began before this time (UTC); without it, now.', dateTime),
];

const list = (operationId: string, summary: string): Json => ({
  get: {
    operationId,
    summary,
    parameters: [
      ...period,
      query('limit', 'Entries on a page, 1 to 100; without it, 50.', {
        type: 'integer',
        minimum: 1,
        maximum: 100,
      }),
      query('cursor', 'The `cursor` of the page before.', { type: 'string' }),
      ...signedQuestion,
    ],
    responses: {
      '200': answer('A page, oldest first.', 'ListPage'),
      ...refusalsIn([...unsigned, listProblems.malformed, listProblems.unavailable]),
    },
  },
});

/** Subscriptions of HTTPS endpoints to facts, and what machines read. */
export const deliveryPaths: Json = {
  '/v1/incidents': list('listIncidents', 'Incidents, with who was paged, who took them and how they ended.'),
  '/v1/incidents/{incidentId}': {
    get: {
      operationId: 'readIncident',
      summary: 'One incident with its facts.',
      parameters: [
        { name: 'incidentId', in: 'path', required: true, description: 'The incident.', schema: opaqueId },
        ...period,
        ...signedQuestion,
      ],
      responses: {
        '200': answer('The incident.', 'ListedEntry'),
        ...refusalsIn([...unsigned, listProblems.malformed, listProblems.unknown, listProblems.unavailable]),
      },
    },
  },
  '/v1/holds': list('listHolds', 'Legal holds, in force and lifted.'),
  '/v1/erasures': list('listErasures', 'Erasures, from the decision to the certificate.'),
  '/v1/certificates': list('listCertificates', 'Certificates of purges and erasures; each is signed.'),
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
          problems.tenantNotActive,
          ...Object.values(subscriptionRefusals),
        ]),
      },
    },
  },
};
