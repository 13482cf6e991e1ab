import * as z from 'zod';
import type { DeepReadonly } from '../../../events/facts.ts';
import { opaqueIdPattern } from '../../../events/fields.ts';

// Answers are described for docs/openapi.json. Handlers import the types alone, so that no bundle holds these schemas.

/** What a handler answers by a shape. */
export type Answer<S extends z.ZodType> = DeepReadonly<z.input<S>>;

export const id = (description: string) => z.string().regex(opaqueIdPattern).describe(`${description}.`);

export const code = (description: string) => z.string().describe(`${description} (a code).`);

export const instant = (description: string) =>
  z.iso.datetime({ offset: true }).describe(`${description}, RFC 3339.`);

export const count = (description: string) => z.number().int().min(0).describe(`${description}.`);

export const complaint = z.object({
  path: z.string().describe('The place in the request, such as `data.clientId`.'),
  message: z.string().describe('What is expected there. Never what was sent.'),
});

export const problem = z.object({
  type: z.string().describe('The code as a URI: `urn:vigil:problem:<code>`.'),
  status: z.number().int().min(400).max(599).describe('The HTTP status.'),
  code: code('Why the request was refused, for programs'),
  title: z.string().describe('The same in a sentence, for people.'),
  errors: z.array(complaint).describe('What is wrong and where.').optional(),
});

export type ProblemAnswer = Answer<typeof problem>;
