import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Log } from './log.ts';

/** A table stream's Lambda handler: what failed is named, and Lambda delivers again from the first of it. */
export const streamConsumer = (log: Log, consume: (record: DynamoDBRecord) => Promise<void>) => {
  const processor = new BatchProcessor(EventType.DynamoDBStreams);
  const handleRecord = async (record: DynamoDBRecord): Promise<void> => {
    try {
      await consume(record);
    } catch (error) {
      log.error('stream-record-failed', error, { eventId: record.eventID });
      throw error;
    }
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler((event, context) =>
    processPartialResponse(event, handleRecord, processor, { context, throwOnFullBatchFailure: false }),
  );
};
