import middy from '@middy/core';
import type { SNSEvent } from 'aws-lambda';
import * as z from 'zod';
import { parseReply } from '../../../domain/crisis/reply.ts';
import type { ReplyQueue } from '../messages.ts';
import type { Log } from '../../platform/lambda/log.ts';

export interface Dependencies {
  /** The line of a phone: its number's pseudonym. */
  readonly lineOf: (phoneNumber: string) => Promise<string>;
  readonly replies: ReplyQueue;
  readonly log: Log;
}

/** A two-way SMS as AWS hands it on (End User Messaging SMS user guide, "Two-way SMS messaging"). */
const inboundSms = z.object({
  originationNumber: z.string(),
  messageBody: z.string(),
  inboundMessageId: z.string().min(1),
});

/**
 * The only place that sees who wrote what. It keeps neither: the number becomes its pseudonym and the words become a
 * code, and only those go into a queue. For the same reason it has no dead-letter queue; a reply that is lost here
 * leaves the escalation running, so it can cost a page too many, never one too few.
 */
export const makeHandler = ({ lineOf, replies, log }: Dependencies) =>
  middy<SNSEvent, void>()
    .onError((request) => log.error('reply-not-taken', request.error))
    .handler(async (event) => {
      for (const { Sns } of event.Records) {
        const inbound = inboundSms.parse(JSON.parse(Sns.Message));
        const reply = parseReply(inbound.messageBody);
        await replies.send({
          line: await lineOf(inbound.originationNumber),
          inboundMessageId: inbound.inboundMessageId,
          reply,
        });
        log.info('reply-received', { verb: reply.verb });
      }
    });
