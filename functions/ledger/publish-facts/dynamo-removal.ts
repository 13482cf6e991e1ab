import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { deletedByTimeToLive, oldImage } from '../../platform/aws/dynamo-stream.ts';
import { type Removal, removalMessage } from '../../platform/sealing/removal.ts';

/** Reads the removal of a sealed record from a stream record. Parsing leaves out the ciphertext and all else. */
export const removalOf = (streamRecord: DynamoDBRecord): Removal | undefined => {
  const record = streamRecord.eventName === 'REMOVE' ? oldImage(streamRecord) : undefined;
  const removedAtSeconds = streamRecord.dynamodb?.ApproximateCreationDateTime;
  if (record?.['recordId'] === undefined || removedAtSeconds === undefined) return undefined;
  return z.parse(removalMessage, {
    record,
    byTimeToLive: deletedByTimeToLive(streamRecord),
    at: new Date(removedAtSeconds * 1000).toISOString(),
  });
};
