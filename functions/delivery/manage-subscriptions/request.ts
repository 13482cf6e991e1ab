import * as z from 'zod';
import { opaqueIdPattern } from '../../../events/fields.ts';
import { endpointUrlFault } from '../endpoint-url.ts';
import { fanOutFacts } from '../fan-out-facts/function.ts';

const id = (description: string) =>
  z
    .string()
    .regex(opaqueIdPattern, { error: 'must be an opaque id: 1 to 64 letters, digits, "-" or "_"' })
    .describe(description);

const named = {
  subscriptionId: id('The subscription; an opaque id of your choosing.'),
  requestedBy: id('Who asks for it: the opaque id of a member of staff.'),
};

const types = fanOutFacts.subscribes.map(({ type }) => type);

const url = z
  .string()
  .superRefine((text, context) => {
    const fault = endpointUrlFault(text);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .describe('Where facts are posted: https, a public host, port 443 or 8443. It must not name a person.');

const time = z.iso.datetime({ offset: true });

export const subscriptionRequest = z.discriminatedUnion(
  'action',
  [
    z.strictObject({
      action: z.literal('add').describe('Subscribes an endpoint; the answer has its secret, once.'),
      ...named,
      url,
      types: z
        .array(z.enum(types, { error: 'must be a type of Vigil that docs/delivery.md lists' }))
        .min(1)
        .max(100)
        .describe('The types of the facts that it receives.'),
    }),
    z.strictObject({
      action: z.literal('rotate-secret').describe('A new secret; for a day deliveries are signed with both.'),
      ...named,
    }),
    z.strictObject({
      action: z.literal('remove').describe('Ends the subscription; what waits is dropped.'),
      ...named,
    }),
    z.strictObject({
      action: z.literal('replay').describe('Makes deliveries again, at most 1,000 a request.'),
      ...named,
      select: z
        .union([
          z.strictObject({
            ids: z
              .array(z.string().min(1).max(128))
              .min(1)
              .max(1000)
              .describe('Ids of facts, as in `webhook-id`.'),
          }),
          z.strictObject({
            fromSequence: z.int().min(1).describe('The first sequence number.'),
            untilSequence: z.int().min(1).describe('The last sequence number.'),
          }),
          z.strictObject({
            from: time.describe('Deliveries that were first due at this time or later.'),
            until: time.describe('And before this time.'),
          }),
        ])
        .describe('Which ones: by fact, by sequence number or by time.'),
    }),
  ],
  { error: 'must be one of add, rotate-secret, remove, replay' },
);

export type SubscriptionRequest = z.infer<typeof subscriptionRequest>;
export type ReplayRequest = Extract<SubscriptionRequest, { readonly action: 'replay' }>;
