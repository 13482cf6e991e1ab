import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

type Image = Record<string, unknown>;

// The Lambda event's attribute values and the SDK's are the same JSON under two type names.
const read = (image: unknown): Image | undefined =>
  image === undefined ? undefined : unmarshall(image as Record<string, AttributeValue>);

export const newImage = (record: DynamoDBRecord): Image | undefined => read(record.dynamodb?.NewImage);
export const oldImage = (record: DynamoDBRecord): Image | undefined => read(record.dynamodb?.OldImage);

/** True for a deletion that DynamoDB itself made because the item's time had run out (developer guide, "DynamoDB Streams and Time to Live"). */
export const deletedByTimeToLive = (record: DynamoDBRecord): boolean => {
  const identity = (record as { userIdentity?: { type?: string; principalId?: string } }).userIdentity;
  return identity?.type === 'Service' && identity.principalId === 'dynamodb.amazonaws.com';
};
