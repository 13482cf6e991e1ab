import middy from '@middy/core';
import type { SNSEvent } from 'aws-lambda';
import * as z from 'zod';
import { beginsWithOptOut, parseReply } from '../../../domain/crisis/reply.ts';
import type { ReplyQueue } from '../messages.ts';
import type { Log } from '../../platform/lambda/log.ts';

export interface Dependencies {
  /** A keyed hash; of a phone's number it is the id of its line. */
  readonly pseudonymOf: (text: string) => Promise<string>;
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
export const makeHandler = ({ pseudonymOf, replies, log }: Dependencies) =>
  middy<SNSEvent, void>()
    .onError((request) => log.error('reply-not-taken', request.error))
    .handler(async (event) => {
      for (const { Sns } of event.Records) {
        const inbound = inboundSms.parse(JSON.parse(Sns.Message));
        const { originationNumber, messageBody, inboundMessageId } = inbound;
        const reply = parseReply(messageBody);
        await replies.send({
          line: await pseudonymOf(originationNumber),
          inboundMessageId,
          reply,
          ...(reply.verb === 'unclear'
            ? { fingerprint: await pseudonymOf(`${originationNumber} ${messageBody.trim()}`) }
            : {}),
          ...(reply.verb !== 'opt-out' && beginsWithOptOut(messageBody) ? { mayOptOut: true } : {}),
        });
        log.info('reply-received', { verb: reply.verb });
      }
    });
