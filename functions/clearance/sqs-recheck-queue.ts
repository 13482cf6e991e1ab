import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { RecheckQueue } from './recheck.ts';

export const sqsRecheckQueue = (client: SQSClient, queueUrl: string): RecheckQueue => ({
  async send(recheck, delaySeconds) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify({ recheck }),
        DelaySeconds: Math.min(900, delaySeconds),
      }),
    );
  },

  async reconsider(reconsider) {
    await client.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ reconsider }) }),
    );
  },
});
