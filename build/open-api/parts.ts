import { opaqueIdPattern } from '../../events/fields.ts';
import type { Problem } from '../../functions/platform/http/problem.ts';
import type { Json } from '../json-schema.ts';
import { refTo } from './named-schemas.ts';

// Pieces that several routes share.

export const header = (name: string, description: string, required = true): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
});

/** https://www.standardwebhooks.com: what is signed is id, timestamp and content. */
export const signature = (content: string): readonly Json[] => [
  header('webhook-id', 'Standard Webhooks: the id of the message.'),
  header('webhook-timestamp', 'Standard Webhooks: seconds since 1970, at most five minutes from now.'),
  header(
    'webhook-signature',
    `Standard Webhooks: \`v1,\` and the Base64 of the HMAC-SHA256 over ${content}.`,
  ),
];

/** The headers of a signed GET, which has no body to sign. */
export const signedQuestion: readonly Json[] = [
  header('vigil-tenant', 'Whose secret signed the question.'),
  ...signature('`{"method":"GET","target":"<path and query>"}`'),
];

export const opaqueId: Json = { type: 'string', pattern: opaqueIdPattern.source };

/** Routes that no signature of a tenant protects. */
export const open = { security: [] };

/** An answer of one media type with a component as its schema, or with one of several. */
export const answer = (
  description: string,
  schemas: string | readonly string[],
  mediaType = 'application/json',
): Json => ({
  description,
  content: {
    [mediaType]: {
      schema: typeof schemas === 'string' ? refTo(schemas) : { anyOf: schemas.map(refTo) },
    },
  },
});

/** An answer that is no JSON. */
export const textAnswer = (description: string, mediaType: string): Json => ({
  description,
  content: { [mediaType]: { schema: { type: 'string' } } },
});

const problemAnswer = (description: string): Json =>
  answer(description, 'Problem', 'application/problem+json');

/** The media types of several answers with one status. */
export const either = (description: string, ...answers: readonly Json[]): Json => ({
  description,
  content: Object.assign({}, ...answers.map(({ content }) => content)) as Json,
});

/** The refusals by status, each code with its sentence. */
export const refusalsIn = (problems: readonly Problem[]): Readonly<Record<string, Json>> => {
  const byStatus = Map.groupBy(problems, ({ status }) => status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([left], [right]) => left - right)
      .map(([status, some]) => [
        String(status),
        problemAnswer(some.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n\n')),
      ]),
  );
};
