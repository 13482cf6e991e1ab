import { refusals } from '../../functions/intake/receive-webhook/answer.ts';
import { providers } from '../../functions/intake/providers/table.ts';
import {
  invalidData,
  invalidEnvelope,
  problems,
  wrongAddendum,
} from '../../functions/platform/http/problem.ts';
import type { Json } from '../json-schema.ts';
import { refTo } from './named-schemas.ts';
import { answer, either, header, open, refusalsIn, signature } from './parts.ts';

/** Every reason why an event is refused. */
const eventRefusals = refusalsIn([
  ...Object.values(problems),
  invalidEnvelope([]),
  invalidData([]),
  wrongAddendum('addendum-to-itself'),
  wrongAddendum('addendum-target-unknown'),
  wrongAddendum('addendum-of-another-class'),
]);

const sendEvents: Json = {
  operationId: 'sendEvents',
  summary: 'State one CloudEvent (structured or binary mode) or up to a hundred (batch mode).',
  parameters: [
    header('vigil-tenant', 'Whose secret signed the request.'),
    ...signature('the body; in binary mode the id is "<type>|<source>|<id>|<time>"'),
    header('ce-specversion', 'Binary mode: `1.0`; ce-id, ce-source, ce-type and ce-time beside it.', false),
  ],
  requestBody: {
    required: true,
    content: {
      'application/cloudevents+json': { schema: refTo('Event') },
      'application/cloudevents-batch+json': {
        schema: { type: 'array', maxItems: 100, items: refTo('Event') },
      },
      'application/json': {
        schema: { type: 'object', additionalProperties: true, description: 'The data, in binary mode.' },
      },
    },
  },
  responses: {
    '202': answer('Taken: the event, or the whole batch.', ['EventTaken', 'BatchTaken']),
    '207': answer('A batch of which some were refused.', 'BatchTaken'),
    ...eventRefusals,
    '422': either(
      String(eventRefusals['422']?.['description']),
      eventRefusals['422'] ?? {},
      answer('A batch of which all were refused.', 'BatchTaken'),
    ),
  },
};

/** Record systems get the refusal as an OperationOutcome. */
const webhookRefusals = Object.fromEntries(
  Object.entries(refusalsIn([...Object.values(refusals), { ...refusals.unreadable, status: 422 }])).map(
    ([status, refusal]) => [
      status,
      either(
        String(refusal['description']),
        refusal,
        answer('For record systems.', 'OperationOutcome', 'application/fhir+json'),
      ),
    ],
  ),
);

const receiveWebhook: Json = {
  ...open,
  operationId: 'receiveWebhook',
  summary: "A provider's own webhook, verified by the provider's own scheme (docs/providers.md).",
  parameters: [
    {
      name: 'provider',
      in: 'path',
      required: true,
      description: 'The kind of system that sends.',
      schema: { type: 'string', enum: providers.map(({ name }) => name) },
    },
    {
      name: 'endpoint',
      in: 'path',
      required: true,
      description: 'The id of the endpoint, which the configuration of the tenant names.',
      schema: { type: 'string' },
    },
  ],
  requestBody: {
    required: true,
    description: "The provider's own format.",
    content: { '*/*': { schema: { type: 'string' } } },
  },
  responses: {
    '200': either(
      'Taken, or left aside and counted; or the answer to a challenge.',
      answer('For all but record systems.', ['WebhookTaken', 'ZoomChallengeAnswer']),
      answer('For record systems.', ['OperationOutcome', 'TransactionResponse'], 'application/fhir+json'),
    ),
    '204': { description: 'Taken, or left aside and counted.' },
    ...webhookRefusals,
  },
};

/** What a record system sends as if it wrote to a FHIR server. */
const { '204': _, ...fhirAnswers } = receiveWebhook['responses'] as Json;

const below = (method: 'put' | 'delete', summary: string): Json => ({
  ...receiveWebhook,
  responses: fhirAnswers,
  operationId: `receiveWebhook${method === 'put' ? 'Put' : 'Delete'}`,
  summary,
  parameters: [
    ...(receiveWebhook['parameters'] as Json[]),
    ...['type', 'id'].map((name) => ({
      name,
      in: 'path',
      required: true,
      description: `The ${name} of the resource.`,
      schema: { type: 'string' },
    })),
  ],
});

const { requestBody: __, ...deleted } = below('delete', 'A record system deleted this resource.');

const publicKeys: Json = {
  ...open,
  operationId: 'publicKeys',
  summary: 'The keys that verify what Vigil signed (RFC 7517).',
  responses: {
    '200': answer('A JWK Set.', 'JwkSet', 'application/jwk-set+json'),
    '429': answer('Too many requests; ask again later.', 'GatewayMessage'),
  },
};

export const intakePaths: Json = {
  '/v1/events': { post: sendEvents },
  '/v1/webhooks/{provider}/{endpoint}': { post: receiveWebhook },
  '/v1/webhooks/{provider}/{endpoint}/{type}/{id}': {
    put: below('put', 'A record system created or changed this resource.'),
    delete: deleted,
  },
  '/.well-known/jwks.json': { get: publicKeys },
};
