import type { Json } from '../json-schema.ts';
import { answer, opaqueId, open, signedQuestion, textAnswer } from './parts.ts';

const query = (name: string, description: string, schema: Json): Json => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

const clearance = (description: string): Json => answer(description, 'Clearance');

const askClearance: Json = {
  operationId: 'askClearance',
  summary: 'May this session run now? Whatever else than "mayStart": true comes back, it may not.',
  parameters: [
    { name: 'sessionId', in: 'path', required: true, description: 'The session.', schema: opaqueId },
    query('clientId', 'The client, so that everything is read at once; looked up, never believed.', opaqueId),
    query('clinicianId', 'The clinician, likewise.', opaqueId),
    ...signedQuestion,
  ],
  responses: {
    '200': clearance('Decided now, from what Vigil itself knows.'),
    '400': clearance(
      '`id-malformed`: an id is not an opaque id; `webhook-id-invalid`: at most 600 printable ASCII characters.',
    ),
    '401': clearance('The signature is missing, wrong or old; `reason` says which.'),
    '404': clearance('`session-unknown`: nobody has stated anything about it.'),
    '503': clearance('`store-unavailable`: ask again.'),
  },
};

const refusal = (description: string): Json => answer(description, 'LoadRefusal');

const askLoad: Json = {
  operationId: 'askLoad',
  summary: 'What each person on call carried in a week, and where it is too much (docs/crisis.md).',
  parameters: [
    query('until', 'The end of the week, in UTC; without it, now.', { type: 'string', format: 'date-time' }),
    query('timeZone', 'The IANA zone in which nights and days are counted; without it, UTC.', {
      type: 'string',
    }),
    ...signedQuestion,
  ],
  responses: {
    '200': answer('The week of everybody who was paged.', 'LoadReport'),
    '400': refusal('`until-malformed`, `time-zone-unknown` or `webhook-id-invalid`.'),
    '401': refusal('The signature is missing, wrong or old; `reason` says which.'),
    '503': refusal('`store-unavailable`: ask again.'),
  },
};

const link: Json = {
  name: 'link',
  in: 'path',
  required: true,
  description: 'The one that was sent: it alone is the right to see the page.',
  schema: { type: 'string', pattern: '^[\\w-]{12}$' },
};

const page = (description: string): Json => textAnswer(description, 'text/html');

const gone = {
  '404': page('The link leads nowhere.'),
  '410': page('The link has expired, or its reader is on the roster no longer: answer by SMS.'),
  '503': page('Try again, or answer by SMS.'),
};

const showIncident: Json = {
  ...open,
  operationId: 'showIncident',
  summary: 'The page behind the link of an SMS: where the incident stands. It changes nothing.',
  parameters: [
    link,
    query('confirm', 'Shows the question before what needs a second step, such as `welfare`.', {
      type: 'string',
    }),
    query('outcome', 'How it ended, before closing.', { type: 'string' }),
  ],
  responses: { '200': page('The page, without script.'), ...gone },
};

const peekIncident: Json = {
  ...open,
  operationId: 'peekIncident',
  summary: 'Whether the link works. It changes nothing.',
  parameters: [link],
  responses: {
    '200': { description: 'It works.' },
    '404': { description: 'It leads nowhere.' },
    '410': { description: 'It has expired.' },
    '503': { description: 'Try again.' },
  },
};

const answerIncident: Json = {
  ...open,
  operationId: 'answerIncident',
  summary: 'What a button of that page says.',
  parameters: [link],
  requestBody: {
    required: true,
    content: {
      'application/x-www-form-urlencoded': {
        schema: {
          type: 'object',
          required: ['act'],
          properties: {
            act: {
              type: 'string',
              description: 'What the page gave the button: its verb and a token, good once.',
            },
            colleague: { type: 'string', description: 'The staff id of the one who is asked.' },
            outcome: { type: 'string', description: 'How it ended, when it is closed.' },
          },
        },
      },
    },
  },
  responses: {
    '200': page('The page that the redirect leads to.'),
    '303': { description: 'Done: the page shows the state of the incident now.' },
    '400': page('Not understood; nothing was changed.'),
    '409': page(
      'The incident has changed or the page is too old; nothing was done. Shows the page as it is now.',
    ),
    ...gone,
  },
};

/** Sessions that are about to start, and incidents in them. */
export const sessionPaths: Json = {
  '/v1/sessions/{sessionId}/clearance': { get: askClearance },
  '/v1/on-call/load': { get: askLoad },
  '/p/{link}': { get: showIncident, head: peekIncident, post: answerIncident },
};
