import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { RetrySoon } from './queue-consumer.ts';

/** The URL of the queue that a message came from follows from its ARN: arn:aws:sqs:region:account:name. */
export const sqsRetrySoon =
  (client: SQSClient): RetrySoon =>
  async ({ eventSourceARN, receiptHandle }, delaySeconds) => {
    const [, , , region = '', account = '', name = ''] = eventSourceARN.split(':');
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: delaySeconds,
      }),
    );
  };
