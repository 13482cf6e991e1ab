import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Removal } from '../../platform/sealing/removal.ts';

/** The queue of `issue-purge-certificate`. */
export const sqsRemovalQueue =
  (client: SQSClient, queueUrl: string) =>
  async (removal: Removal): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(removal) }));
  };
