import middy from '@middy/core';
import * as z from 'zod';
import type { ReplyQueue } from '../messages.ts';
import type { Log } from '../../platform/lambda/log.ts';

export interface Dependencies {
  readonly replies: ReplyQueue;
  readonly log: Log;
}

/** What the keys of a call mean, as the contact flow says it. */
const verbs = { '1': 'take', '2': 'pass' } as const;

/** As Amazon Connect starts a function ("Invoke Lambda functions", Administrator Guide). The number in it is not read. */
const contactFlowEvent = z.object({
  Name: z.literal('ContactFlowEvent'),
  Details: z.object({
    ContactData: z.object({
      ContactId: z.string().min(1),
      Attributes: z.object({ line: z.string().min(1), code: z.string().regex(/^\d{4}$/) }),
    }),
    Parameters: z.object({ key: z.enum(['1', '2']) }),
  }),
});

/**
 * A key pressed in a call becomes the same reply as a text from that phone, with the code of the incident. Connect repeats a
 * failed run: the same call and key count once.
 */
export const makeHandler = ({ replies, log }: Dependencies) =>
  middy<unknown, Record<string, string>>()
    .onError((request) => log.error('key-press-not-taken', request.error))
    .handler(async (event) => {
      const { ContactData, Parameters } = contactFlowEvent.parse(event).Details;
      const { line, code } = ContactData.Attributes;
      const verb = verbs[Parameters.key];
      const inboundMessageId = `call-${ContactData.ContactId}-${Parameters.key}`;
      await replies.send({ line, inboundMessageId, reply: { verb, code } });
      log.info('key-press-received', { verb });
      // Connect reads a flat map of strings.
      return { received: 'yes' };
    });
