import * as z from 'zod';
import { type Answer, code, count, id, instant } from '../../platform/http/answer-shape.ts';

/** What became of a request. */
export const subscriptionChanged = z.object({
  subscriptionId: id('The subscription'),
  secret: z
    .string()
    .describe('The signing secret (`whsec_...`). It is shown this once and cannot be read again.')
    .optional(),
  previousUntil: instant('Until when deliveries are signed with the previous secret, too').optional(),
  replayed: count('Deliveries that are made again').optional(),
  nextSequence: z.number().int().describe('There are more: ask again from this sequence number.').optional(),
});

export const subscriptionList = z.object({
  subscriptions: z
    .array(
      z.object({
        subscriptionId: id('The subscription'),
        url: z.string().describe('Where facts are posted.'),
        types: z.array(code('A type')).describe('The types of the facts that it receives.'),
        addedAt: instant('When it was added'),
        lastSequence: count('The number of the latest delivery; 0 where there was none'),
        status: z.enum(['up', 'failing']).describe('How the endpoint does.'),
        failingSince: instant('Since when it is failing').optional(),
        restUntil: instant('Before this time it is not tried').optional(),
      }),
    )
    .describe('The subscriptions of the tenant, at most ten.'),
});

export type SubscriptionChanged = Answer<typeof subscriptionChanged>;
export type SubscriptionList = Answer<typeof subscriptionList>;
