import * as z from 'zod';
import { type Answer, code, instant } from '../../platform/http/answer-shape.ts';

/** One incident, hold, erasure or certificate, as the facts in the ledger say. */
export const listedEntry = z.object({
  status: code('What the latest fact made of it'),
  since: instant('When it began'),
  updatedAt: instant('When its status changed last'),
  facts: z
    .array(
      z.object({
        id: z.string().describe('The id of the fact: the `webhook-id` of its delivery.'),
        type: code('The type of the fact'),
        time: instant('When it was true'),
        data: z.record(z.string(), z.unknown()).describe('The fields of the fact.'),
      }),
    )
    .describe('The facts about it, oldest first.'),
});

export const listPage = z.object({
  from: instant('The period begins here'),
  until: instant('And ends before this time'),
  entries: z.array(listedEntry).describe('What began in the period, oldest first.'),
  cursor: z.string().describe('There are more: ask again with this `cursor`.').optional(),
});

export type ListedEntry = Answer<typeof listedEntry>;
export type ListAnswer = Answer<typeof listPage>;
