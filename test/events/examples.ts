import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { envelope } from '../../events/envelope.ts';

/** The published example of a type. */
export const exampleOf = (type: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../events/examples', `${type}.json`), 'utf8'));

export const exampleDataOf = (type: string): Record<string, unknown> => envelope.parse(exampleOf(type)).data;
