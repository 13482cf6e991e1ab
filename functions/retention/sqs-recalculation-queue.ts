import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { NextPage } from './recalculate-retention/handler.ts';

/** The job's own queue: one message a page. */
export const sqsRecalculationQueue =
  (client: SQSClient, queueUrl: string) =>
  async (page: NextPage): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(page) }));
  };
