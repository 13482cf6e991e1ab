import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Log } from './log.ts';

/** Makes a message visible again sooner than its visibility timeout would. */
export type RetrySoon = (record: SQSRecord, delaySeconds: number) => Promise<void>;

export interface ConsumerDependencies {
  readonly log: Log;
  readonly retrySoon: RetrySoon;
}

/** Turns the JSON of a message into what the consumer works with. Throws where the message can never be understood. */
export type ReadBody<M> = (body: unknown) => M;

/** A message that does not have the shape that its queue is for. */
class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
}

/** Reads messages that Vigil's own functions send. */
export const messageOf =
  <M>(schema: z.ZodMiniType<M>): ReadBody<M> =>
  (body) => {
    const message = z.safeParse(schema, body);
    if (message.success) return message.data;
    throw new UnreadableMessageError('a message of another shape', { cause: message.error });
  };

/** Reads a queue that takes messages of its own beside facts from the bus. */
export const messageOr =
  <M, F>(schema: z.ZodMiniType<M>, otherwise: ReadBody<F>): ReadBody<M | F> =>
  (body) => {
    const message = z.safeParse(schema, body);
    return message.success ? message.data : otherwise(body);
  };

/**
 * A queue's Lambda handler. Messages are independent: one that fails is visible again within seconds, with growing
 * pauses, until the queue moves it to the dead-letter queue.
 */
export const queueConsumer = <M>(
  { log, retrySoon }: ConsumerDependencies,
  read: ReadBody<M>,
  consume: (message: M) => Promise<void>,
) => {
  const processor = new BatchProcessor(EventType.SQS);
  const handleRecord = async (record: SQSRecord): Promise<void> => {
    try {
      await consume(read(JSON.parse(record.body)));
    } catch (error) {
      const receiveCount = Number(record.attributes.ApproximateReceiveCount);
      log.error('message-failed', error, { messageId: record.messageId, receiveCount });
      // A crisis must not wait for the visibility timeout, which has to outlast the slowest run.
      await retrySoon(record, Math.min(60, 2 ** receiveCount)).catch((cause: unknown) => {
        log.error('retry-not-hastened', cause, { messageId: record.messageId });
      });
      throw error;
    }
  };
  return middy<SQSEvent, SQSBatchResponse>().handler((event, context) =>
    processPartialResponse(event, handleRecord, processor, { context, throwOnFullBatchFailure: false }),
  );
};
