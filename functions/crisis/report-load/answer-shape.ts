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

const trigger = z.object({
  trigger: code('What opened or joined incidents'),
  incidents: count('Incidents that it opened'),
  joined: count('How often it joined an incident that was open'),
  pages: count('Pages about the incidents that it opened'),
  neededAction: count('Of these incidents, those in which somebody had to act'),
  falseAlarms: count('Of these incidents, those that were closed as a false alarm'),
  notClosed: count('Of these incidents, those that have not been closed yet'),
});

/** What each person on call carried in a week, and what for. */
export const loadReport = z.object({
  from: instant('The first moment of the week'),
  until: instant('The moment after the last'),
  timeZone: z.string().describe('The IANA time zone in which nights and days are counted.'),
  people: z.array(person).describe('Everybody who was paged or took an incident, by id.'),
  triggers: z.array(trigger).describe('What paged them, and whether it needed action, by trigger.'),
});

/** Why there is no report. */
export const loadRefusal = z.object({
  reason: code('Why there is no report'),
  title: z.string().describe('The same in a sentence.').optional(),
});

export type LoadAnswer = Answer<typeof loadReport> | Answer<typeof loadRefusal>;
