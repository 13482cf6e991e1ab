import * as z from 'zod';
import { isPlaceCode } from '../events/place-codes.ts';

/**
 * How sure a rule is. A: read in the statute, rule or an official page. B: read in a reputable summary. C: not read, or
 * not found.
 */
export const confidence = z.enum(['A', 'B', 'C']);
/** Which text of a policy is in force; decisions name it. */
export const version = z
  .string()
  .regex(/^\d{4}-\d{2}(\.\d+)?$/, { error: 'must be a version such as "2026-11"' });
/** What a reader of the file must know before changing it. */
export const notice = z.string().min(1);
export const source = z.string().min(10, { error: 'must name the statute or regulation' });
export const className = z.string().regex(/^[a-z-]+$/, { error: 'must be a lower-case name' });
export const seconds = (least: number, most: number) =>
  z
    .int()
    .min(least, { error: `must be at least ${least} seconds` })
    .max(most, { error: `must be at most ${most} seconds` });
/** A country or subdivision that ISO 3166 has. */
export const place = z.string().refine(isPlaceCode, { error: 'must be an ISO 3166 code' });
