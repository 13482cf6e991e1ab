import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DueQueue, EscalationQueue, ReplyQueue } from './messages.ts';

export const sqsEscalationQueue = (client: SQSClient, queueUrl: string): EscalationQueue => ({
  async send(message, delaySeconds) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(message),
        DelaySeconds: Math.min(900, delaySeconds),
        // Fair queue: an alert burst of one clinic does not delay another one's single incident (SQS developer guide).
        MessageGroupId: message.tenantId,
      }),
    );
  },
});

export const sqsDueQueue = (client: SQSClient, queueUrl: string): DueQueue => ({
  async send(message, delaySeconds) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(message),
        DelaySeconds: Math.min(900, delaySeconds),
      }),
    );
  },
});

export const sqsReplyQueue = (client: SQSClient, queueUrl: string): ReplyQueue => ({
  async send(reply) {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(reply) }));
  },
});
