import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import type { Retries } from './queue-consumer.ts';
import { readEnvironment } from './read-environment.ts';
import type { StreamDependencies } from './stream-consumer.ts';

/** Set by the construct of every consumer, beside what `function.ts` declares. */
const consumer = { environment: ['DEAD_LETTER_QUEUE_URL'] } as const;

export const sqsRetries = (client: SQSClient): Retries => {
  const { DEAD_LETTER_QUEUE_URL: deadLetters } = readEnvironment(consumer);
  return {
    async retrySoon(record, delaySeconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: urlOf(record),
          ReceiptHandle: record.receiptHandle,
          VisibilityTimeout: delaySeconds,
        }),
      );
    },
    async setAside({ body }) {
      await client.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: body }));
    },
  };
};

/** The URL of the queue that a message came from follows from its ARN: arn:aws:sqs:region:account:name. */
const urlOf = ({ eventSourceARN }: SQSRecord): string => {
  const [, , , region = '', account = '', name = ''] = eventSourceARN.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};

/** Puts the place and the keys of a stream's record into the dead-letter queue of its consumer. */
export const sqsSetAside = (client: SQSClient): StreamDependencies['setAside'] => {
  const { DEAD_LETTER_QUEUE_URL: deadLetters } = readEnvironment(consumer);
  return async ({ eventID, eventSourceARN, dynamodb }: DynamoDBRecord) => {
    const { Keys: keys, SequenceNumber: sequenceNumber } = dynamodb ?? {};
    const place = {
      condition: 'Hopeless',
      streamArn: eventSourceARN,
      eventId: eventID,
      sequenceNumber,
      keys,
    };
    await client.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: JSON.stringify(place) }));
  };
};
