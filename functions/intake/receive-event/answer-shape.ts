import * as z from 'zod';
import { type Answer, complaint, count, problem } from '../../platform/http/answer-shape.ts';

/** One event was taken. */
export const eventTaken = z.object({
  status: z.literal('accepted').describe('The event is on its way.'),
  id: z.string().describe('The id of the event.'),
  unreadable: z
    .array(complaint)
    .describe(
      'What was left out of a screening whose other answers are an emergency. Send a corrected one as a new event.',
    )
    .optional(),
});

/** What became of each event of a batch. */
export const batchTaken = z.object({
  status: z
    .enum(['accepted', 'refused', 'refused-in-part'])
    .describe('All were taken (202), none (422), or some (207).'),
  accepted: z.array(z.string()).describe('The ids of the events that were taken.'),
  unreadable: z
    .array(
      z.object({
        id: z.string().describe('The id of the event.'),
        errors: z.array(complaint).describe('What was left out, and why.'),
      }),
    )
    .describe('Screenings that were taken because of an emergency, and in part could not be read.')
    .optional(),
  refused: z
    .array(
      z.object({
        index: count('The place in the batch, from 0'),
        id: z.string().describe('The id of the event, where it has one.').optional(),
        problem: problem.describe('Why it was refused.'),
      }),
    )
    .describe('The events that were refused.'),
});

export type EventTaken = Answer<typeof eventTaken>;
export type BatchTaken = Answer<typeof batchTaken>;
