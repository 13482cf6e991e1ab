import * as z from 'zod';
import { instantAt, toInstant } from '../../../domain/instant.ts';
import { readShape } from '../../platform/http/complaints.ts';
import type { Translation } from './provider.ts';

/** What every translator reads with: shapes that take a provider's loose ends and drop all that Vigil has no use for. */

/** Zoom writes the same id as a number and as a text. */
export const externalId = z
  .union([z.string().min(1).max(512), z.number().int()])
  .transform((id) => String(id));

/** Until 2100: whatever is later is a unit mistaken. */
const latestMs = 4_102_444_800_000;

export const epochMilliseconds = z.number().min(0).max(latestMs).transform(instantAt);

/** Seconds with or without a fraction, as a number or as a text (protobuf's int64). */
export const epochSecondsLoose = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ])
  .pipe(
    z
      .number()
      .min(0)
      .max(latestMs / 1000),
  )
  .transform((seconds) => instantAt(seconds * 1000));

export const rfc3339 = z.iso.datetime({ offset: true }).transform(toInstant);

/** The name of an event, before its shape is known; empty where there is none. */
export const nameIn = (field: string, payload: unknown): string => {
  const name = (payload as Record<string, unknown> | null)?.[field];
  return typeof name === 'string' ? name : '';
};

/** Reads or says what is wrong and where, never what was sent. */
export const reading = <S extends z.ZodType>(
  schema: S,
  payload: unknown,
  translate: (read: z.infer<S>) => Translation,
): Translation => {
  const read = readShape(schema, payload);
  if (read.outcome === 'read') return translate(read.value);
  return { outcome: 'unreadable', complaints: read.errors.map((error) => ({ code: 'structure', ...error })) };
};
