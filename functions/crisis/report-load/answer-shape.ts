import * as z from 'zod';
import { type Answer, code, count, id, instant } from '../../platform/http/answer-shape.ts';

const person = z.object({
  staffId: id('The person'),
  pages: count('Pages'),
  nights: count('Nights with at least one page'),
  consecutiveDays: count('The longest run of days with a page on each'),
  taken: count('Incidents taken'),
  medianSecondsToAnswer: z
    .number()
    .min(0)
    .describe(
      'The median time between a page and its acknowledgment, in seconds; absent where nothing was taken.',
    )
    .optional(),
  warnings: z
    .array(z.enum(['many-pages', 'many-nights', 'no-rest-day', 'more-than-a-fair-share']))
    .describe('Where it is more than the policy allows.'),
});

/** What each person on call carried in a week. */
export const loadReport = z.object({
  from: instant('The first moment of the week'),
  until: instant('The moment after the last'),
  timeZone: z.string().describe('The IANA time zone in which nights and days are counted.'),
  people: z.array(person).describe('Everybody who was paged or took an incident, by id.'),
});

/** Why there is no report. */
export const loadRefusal = z.object({
  reason: code('Why there is no report'),
  title: z.string().describe('The same in a sentence.').optional(),
});

export type LoadAnswer = Answer<typeof loadReport> | Answer<typeof loadRefusal>;
