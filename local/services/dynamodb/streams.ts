/**
 * The records of a table's stream, as Lambda hands them to a function.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html; TTL:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type db from 'dynalite/db/index.js';

export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly userIdentity?: { readonly type: 'Service'; readonly principalId: 'dynamodb.amazonaws.com' };
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: db.Item;
    readonly NewImage?: db.Item;
    readonly OldImage?: db.Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
}

/** One item's change. `before` and `after` are undefined where the item was not there. */
export interface Change {
  readonly key: db.Item;
  readonly before: db.Item | undefined;
  readonly after: db.Item | undefined;
  readonly byTtl: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly number: number;
}

/** Undefined if nothing changed: then AWS writes no record either. */
export function streamRecord(
  stream: { arn: string; viewType: string },
  { key, before, after, byTtl, at, number }: Change,
): StreamRecord | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  const images = {
    ...(after && stream.viewType.includes('NEW') && { NewImage: after }),
    ...(before && stream.viewType.includes('OLD') && { OldImage: before }),
  };
  // As long as AWS's numbers, and in order even when compared as text.
  const SequenceNumber = String(10n ** 20n + BigInt(number));
  return {
    // The same for a record that is handed over again after a kill.
    eventID: createHash('md5').update(`${stream.arn} ${SequenceNumber}`).digest('hex'),
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: stream.arn.split(':')[3] ?? '',
    eventSourceARN: stream.arn,
    ...(byTtl && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: key,
      ...images,
      SequenceNumber,
      SizeBytes: Buffer.byteLength(JSON.stringify({ key, ...images })),
      StreamViewType: stream.viewType,
    },
  };
}
