import * as z from 'zod';
import type { AnyContract } from '../events/define.ts';
import { opaqueIdPattern } from '../events/fields.ts';
import { accessRequest } from '../functions/records/export-access/handler.ts';
import { exportRequest } from '../functions/ledger/export-ledger/handler.ts';
import { providers } from '../functions/intake/providers/table.ts';
import { openingRequest } from '../functions/records/open-record/request.ts';
import { refusals } from '../functions/intake/receive-webhook/answer.ts';
import { type Problem, problems } from '../functions/platform/http/problem.ts';
import { eventSchema, type Json } from './json-schema.ts';
import { reportRequest } from '../functions/retention/report-retention/handler.ts';

const problem = { schema: { $ref: '#/components/schemas/Problem' } };

/** The refusals by status, each code with its sentence. */
const refusalsIn = (table: Readonly<Record<string, Problem>>, alsoFhir = false): Json => {
  const byStatus = Map.groupBy(Object.values(table), ({ status }) => status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([left], [right]) => left - right)
      .map(([status, some]) => [
        String(status),
        {
          description: some.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n'),
          content: {
            'application/problem+json': problem,
            ...(alsoFhir
              ? { 'application/fhir+json': { schema: { type: 'object', title: 'OperationOutcome' } } }
              : {}),
          },
        },
      ]),
  );
};

const header = (name: string, description: string, required = true): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

/** https://www.standardwebhooks.com: what is signed is id, timestamp and content. */
const signature = (content: string): readonly Json[] => [
  header('webhook-id', 'Standard Webhooks: the id of the message.'),
  header('webhook-timestamp', 'Standard Webhooks: seconds since 1970, at most five minutes from now.'),
  header(
    'webhook-signature',
    `Standard Webhooks: \`v1,\` and the Base64 of the HMAC-SHA256 over ${content}.`,
  ),
];

const opaqueId: Json = { type: 'string', pattern: opaqueIdPattern.source };

const party = (name: string, description: string): Json => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: opaqueId,
});

const link: Json = {
  name: 'link',
  in: 'path',
  required: true,
  description: 'The one that was sent: it alone is the right to see the page.',
  schema: { type: 'string', pattern: '^[\\w-]{12}$' },
};

const page = (description: string): Json => ({
  description,
  content: { 'text/html': { schema: { type: 'string' } } },
});

const signedQuestion: readonly Json[] = [
  header('vigil-tenant', 'Whose secret signed the question.'),
  ...signature('`{"method":"GET","target":"<path and query>"}`'),
];

const json = (description: string): Json => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } } },
});

const inline = ({ $schema: _, ...schema }: Json): Json => schema;

const anyObject: Json = { type: 'object', additionalProperties: true };
const text: Json = { type: 'string' };

/** A route of the records API: the shape that it refuses by is the one described. */
const recordsApiRoute = (
  operationId: string,
  summary: string,
  shape: z.ZodType,
  answers: { readonly description: string; readonly content: Json },
): Json => ({
  post: {
    operationId,
    summary,
    parameters: [header('vigil-tenant', 'Whose secret signed the request.'), ...signature('the body')],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: inline(z.toJSONSchema(shape, { io: 'input' })) } },
    },
    responses: {
      '200': answers,
      '400': { description: '`json-invalid`', content: { 'application/problem+json': problem } },
      '401': {
        description: 'The signature is missing, wrong or old.',
        content: { 'application/problem+json': problem },
      },
      '422': {
        description: '`data-invalid`: `errors` says where.',
        content: { 'application/problem+json': problem },
      },
      default: {
        description: 'Refused, or not answered: `code` says why.',
        content: { 'application/problem+json': problem },
      },
    },
  },
});

const clearanceAnswer = (description: string): Json => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Clearance' } } },
});

/** `session.checked-in.v1` -> `SessionCheckedInV1`: a name that generators turn into one type. */
const componentName = (type: string): string =>
  type.replaceAll(/(?:^|[.-])([a-z])/g, (_, letter: string) => letter.toUpperCase());

const component = (contract: AnyContract): Json => {
  const { $schema: _, title: __, ...schema } = eventSchema(contract, 'stated', 'draft-2020-12');
  return schema;
};

/** Routes that no signature of a tenant protects. */
const open = { security: [] };

/** https://spec.openapis.org/oas/v3.1.1: the HTTP side, from the same tables that the functions answer by. */
export const openApi = (contracts: readonly AnyContract[]): Json => {
  const stated = contracts.filter(({ origin }) => origin === 'provider');
  const ref = (type: string) => `#/components/schemas/${componentName(type)}`;
  const one = {
    description: 'A CloudEvent 1.0; `type` says which data it has.',
    oneOf: stated.map(({ type }) => ({ $ref: ref(type) })),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(stated.map(({ type }) => [type, ref(type)])),
    },
  };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Vigil over HTTPS',
      version: '1',
      description: 'Signed events in, public keys out. Refusals are RFC 9457 problem details.',
      license: { name: 'All rights reserved', identifier: 'LicenseRef-UNLICENSED' },
    },
    servers: [
      {
        url: 'https://{host}',
        description: 'The output ApiUrl of the deployment, or the address that `npm start` prints.',
        variables: { host: { default: 'vigil.example.org' } },
      },
    ],
    security: [{ tenant: [], standardWebhooks: [] }],
    paths: {
      '/v1/events': {
        post: {
          operationId: 'sendEvents',
          summary: 'State one CloudEvent (structured or binary mode) or up to a hundred (batch mode).',
          parameters: [
            header('vigil-tenant', 'Whose secret signed the request.'),
            ...signature('the body; in binary mode the id is "<type>|<source>|<id>|<time>"'),
            header(
              'ce-specversion',
              'Binary mode: `1.0`; ce-id, ce-source, ce-type and ce-time beside it.',
              false,
            ),
          ],
          requestBody: {
            required: true,
            content: {
              'application/cloudevents+json': { schema: { $ref: '#/components/schemas/Event' } },
              'application/cloudevents-batch+json': {
                schema: { type: 'array', maxItems: 100, items: { $ref: '#/components/schemas/Event' } },
              },
              'application/json': { schema: { type: 'object', description: 'The data, in binary mode.' } },
            },
          },
          responses: {
            '202': {
              description: 'Taken, all of it.',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Taken' } } },
            },
            '207': {
              description: 'A batch of which some were refused.',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Taken' } } },
            },
            ...refusalsIn({
              ...problems,
              envelope: {
                status: 400,
                code: 'envelope-invalid',
                title: 'The attributes are incomplete or malformed.',
              },
              data: {
                status: 422,
                code: 'data-invalid',
                title: 'The data does not match the contract of this type.',
              },
            }),
          },
        },
      },
      '/v1/sessions/{sessionId}/clearance': {
        get: {
          operationId: 'askClearance',
          summary: 'May this session run now? Whatever else than "mayStart": true comes back, it may not.',
          parameters: [
            { name: 'sessionId', in: 'path', required: true, schema: opaqueId },
            party('clientId', 'The client, so that everything is read at once; looked up, never believed.'),
            party('clinicianId', 'The clinician, likewise.'),
            ...signedQuestion,
          ],
          responses: {
            '200': clearanceAnswer('Decided now, from what Vigil itself knows.'),
            '400': clearanceAnswer('`id-malformed`: an id is not an opaque id.'),
            '401': clearanceAnswer('The signature is missing, wrong or old; `reason` says which.'),
            '404': clearanceAnswer('`session-unknown`: nobody has stated anything about it.'),
            '503': clearanceAnswer('`store-unavailable`: ask again.'),
          },
        },
      },
      '/v1/on-call/load': {
        get: {
          operationId: 'askLoad',
          summary: 'What each person on call carried in a week, and where it is too much (docs/crisis.md).',
          parameters: [
            {
              name: 'until',
              in: 'query',
              required: false,
              description: 'The end of the week, in UTC; without it, now.',
              schema: { type: 'string', format: 'date-time' },
            },
            {
              name: 'timeZone',
              in: 'query',
              required: false,
              description: 'The IANA zone in which nights and days are counted; without it, UTC.',
              schema: { type: 'string' },
            },
            ...signedQuestion,
          ],
          responses: {
            '200': json(
              '`from`, `until`, `timeZone`, and `people`: pages, nights, days in a row, time to answer, warnings.',
            ),
            '400': json('`until-malformed` or `time-zone-unknown`.'),
            '401': json('The signature is missing, wrong or old; `reason` says which.'),
            '503': json('`store-unavailable`: ask again.'),
          },
        },
      },
      '/v1/openings': recordsApiRoute(
        'openRecords',
        'Read sealed records, for a purpose and in a role; each opening is a fact.',
        openingRequest,
        {
          description: 'The records, each with its content.',
          content: { 'application/json': { schema: anyObject } },
        },
      ),
      '/v1/access-exports': recordsApiRoute(
        'exportAccess',
        'Everything that is kept about a client, signed.',
        accessRequest,
        {
          description: 'A signed bundle, as JSON or HTML.',
          content: { 'application/json': { schema: anyObject }, 'text/html': { schema: text } },
        },
      ),
      '/v1/ledger-exports': recordsApiRoute(
        'exportLedger',
        'The ledger, to be verified offline by `vigil verify`.',
        exportRequest,
        {
          description: 'NDJSON: facts and signed digests.',
          content: { 'application/x-ndjson': { schema: text } },
        },
      ),
      '/v1/retention-reports': recordsApiRoute(
        'reportRetention',
        'What is kept, due, held, erased and certified in a period.',
        reportRequest,
        {
          description: 'The report, as JSON, CSV or HTML.',
          content: {
            'application/json': { schema: anyObject },
            'text/csv': { schema: text },
            'text/html': { schema: text },
          },
        },
      ),
      '/p/{link}': {
        get: {
          ...open,
          operationId: 'showIncident',
          summary: 'The page behind the link of an SMS: where the incident stands. It changes nothing.',
          parameters: [link],
          responses: {
            '200': page('The page, without script.'),
            '404': page('The link leads nowhere any more.'),
            '503': page('Try again, or answer by SMS.'),
          },
        },
        post: {
          ...open,
          operationId: 'answerIncident',
          summary: 'What a button of that page says.',
          parameters: [link],
          requestBody: {
            required: true,
            content: {
              'application/x-www-form-urlencoded': {
                schema: { type: 'object', required: ['token'], properties: { token: text } },
              },
            },
          },
          responses: {
            '200': page('The page that the redirect leads to.'),
            '303': { description: 'Done: the page shows the state of the incident now.' },
            '400': page('Not understood; nothing was changed.'),
            '403': page('The token of the page is not ours or has run out; nothing was changed.'),
            '404': page('The link leads nowhere any more.'),
            '503': page('Try again, or answer by SMS.'),
          },
        },
      },
      '/v1/webhooks/{provider}/{endpoint}': {
        post: {
          ...open,
          operationId: 'receiveWebhook',
          summary: "A provider's own webhook, verified by the provider's own scheme (docs/providers.md).",
          parameters: [
            {
              name: 'provider',
              in: 'path',
              required: true,
              schema: { type: 'string', enum: providers.map(({ name }) => name) },
            },
            { name: 'endpoint', in: 'path', required: true, schema: { type: 'string' } },
          ],
          requestBody: { required: true, content: { '*/*': { schema: {} } } },
          responses: {
            '200': { description: 'Taken, or left aside and counted; or the answer to a challenge.' },
            '204': { description: 'Taken, or left aside and counted.' },
            ...refusalsIn({ ...refusals, unreadableFhir: { ...refusals.unreadable, status: 422 } }, true),
          },
        },
      },
      '/.well-known/jwks.json': {
        get: {
          ...open,
          operationId: 'publicKeys',
          summary: 'The keys that verify what Vigil signed (RFC 7517).',
          responses: {
            '200': {
              description: 'A JWK Set.',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
            '429': { description: 'Too many requests; ask again later.' },
          },
        },
      },
    },
    components: {
      securitySchemes: {
        tenant: {
          type: 'apiKey',
          in: 'header',
          name: 'vigil-tenant',
          description: 'Whose secret signed it.',
        },
        standardWebhooks: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description:
            'Standard Webhooks: `v1,` and the Base64 of an HMAC-SHA256 over id, timestamp and content (standardwebhooks.com).',
        },
      },
      schemas: {
        Event: one,
        ...Object.fromEntries(stated.map((contract) => [componentName(contract.type), component(contract)])),
        Taken: {
          type: 'object',
          description:
            'Of a single event `id`, of a batch the ids that were accepted and why others were not.',
          properties: {
            status: { enum: ['accepted', 'refused', 'refused-in-part'] },
            id: { type: 'string' },
            accepted: { type: 'array', items: { type: 'string' } },
            refused: {
              type: 'array',
              items: {
                type: 'object',
                required: ['index', 'problem'],
                properties: {
                  index: { type: 'integer' },
                  id: { type: 'string' },
                  problem: { $ref: '#/components/schemas/Problem' },
                },
              },
            },
          },
        },
        Clearance: {
          type: 'object',
          required: ['decision', 'mayStart'],
          properties: {
            sessionId: opaqueId,
            clientId: opaqueId,
            decision: { enum: ['cleared', 'cleared-with-warnings', 'blocked'] },
            mayStart: {
              type: 'boolean',
              description: 'True where it is cleared, or a clinician broke the glass.',
            },
            reason: { type: 'string', description: 'Why there is no clearance at all: a code.' },
            startsAt: { type: 'string', format: 'date-time' },
            forecast: {
              enum: ['cleared', 'cleared-with-warnings', 'blocked'],
              description: 'Before the check-in.',
            },
            policyVersion: { type: 'string' },
            checks: {
              type: 'array',
              items: {
                type: 'object',
                required: ['check', 'status', 'reason'],
                properties: {
                  check: { type: 'string' },
                  about: { type: 'string', description: 'The scope, right or person checked.' },
                  status: { enum: ['pass', 'warn', 'fail'] },
                  reason: { type: 'string', description: 'A code.' },
                  reliedOn: { type: 'string', description: 'The consent or licence relied on.' },
                  rule: { type: 'string', description: 'The rule of the policy.' },
                  remedy: { type: 'string', description: 'What to do, in words.' },
                },
              },
            },
            breakGlass: {
              type: 'object',
              properties: {
                at: { type: 'string', format: 'date-time' },
                by: opaqueId,
                review: { enum: ['open', 'done'] },
              },
            },
          },
        },
        Problem: {
          type: 'object',
          required: ['type', 'status', 'code', 'title'],
          properties: {
            type: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string' },
            title: { type: 'string' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                required: ['path', 'message'],
                properties: { path: { type: 'string' }, message: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  };
};
