import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { isHopeless } from './hopeless-error.ts';
import type { Log } from './log.ts';

export interface StreamDependencies {
  readonly log: Log;
  /** Names a change that can never be worked off in the dead-letter queue: its place and keys, never the item. */
  readonly setAside: (record: DynamoDBRecord) => Promise<void>;
}

/**
 * A table stream's Lambda handler. Lambda delivers again from the first change that failed, for as long as the stream
 * remembers; one that can never succeed is set aside, so that it does not hold up those behind it.
 */
export const streamConsumer = (
  { log, setAside }: StreamDependencies,
  consume: (record: DynamoDBRecord) => Promise<void>,
) => {
  const processor = new BatchProcessor(EventType.DynamoDBStreams);
  const handleRecord = async (record: DynamoDBRecord): Promise<void> => {
    try {
      await consume(record);
    } catch (error) {
      log.error('stream-record-failed', error, { eventId: record.eventID });
      if (!isHopeless(error)) throw error;
      await setAside(record);
    }
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler((event, context) =>
    processPartialResponse(event, handleRecord, processor, { context, throwOnFullBatchFailure: false }),
  );
};
