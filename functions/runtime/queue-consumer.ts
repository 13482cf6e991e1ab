import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from './log.ts';

/** Makes a message visible again sooner than its visibility timeout would. */
export type RetrySoon = (record: SQSRecord, delaySeconds: number) => Promise<void>;

export interface ConsumerDependencies {
  readonly log: Log;
  readonly retrySoon: RetrySoon;
}

/**
 * A queue's Lambda handler: each message stands alone, and one that fails comes back in seconds, with growing
 * pauses, until the queue moves it to the dead-letter queue.
 */
export const queueConsumer = (
  { log, retrySoon }: ConsumerDependencies,
  consume: (body: unknown) => Promise<void>,
) => {
  const processor = new BatchProcessor(EventType.SQS);
  const handleRecord = async (record: SQSRecord): Promise<void> => {
    try {
      await consume(JSON.parse(record.body));
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
