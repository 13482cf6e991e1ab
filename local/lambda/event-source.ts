import * as z from 'zod';
import { compilePattern, type Pattern } from '../event-pattern.ts';
import { flag, ignored, number, text, texts } from '../shapes.ts';
import type { Outcome } from './lambda.ts';

/** A destination for what failed; the stage delivers to queues. */
export const onFailure = z.strictObject({
  OnFailure: z.strictObject({ Destination: text }).optional(),
});

/** What mappings from queues and from streams have in common. */
export const mappingProperties = {
  EventSourceArn: text,
  FunctionName: text,
  BatchSize: number.optional(),
  Enabled: flag.default(true),
  FunctionResponseTypes: texts.default([]),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: text })) }).optional(),
  ...ignored('Tags'),
};

/** Whether any filter wants a record; without filters, all are wanted. */
export function compileFilters(
  criteria: { readonly Filters: readonly { readonly Pattern: string }[] } | undefined,
): Pattern {
  const filters = (criteria?.Filters ?? []).map(({ Pattern }) => compilePattern(JSON.parse(Pattern)));
  return (record) => filters.length === 0 || filters.some((matches) => matches(record));
}

const answer = z.looseObject({
  batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.unknown() })).nullish(),
});

/**
 * "Reporting batch item failures": what the function reports; undefined for an answer that cannot be understood,
 * which fails the whole batch. No answer reports no failure.
 */
export function reportedFailures(outcome: Outcome & { readonly ok: true }): unknown[] | undefined {
  const parsed = answer.safeParse(outcome.payload ?? {});
  return parsed.data && (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
}
