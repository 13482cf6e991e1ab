import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeliveryQueue } from './messages.ts';

export const sqsDeliveryQueue = (client: SQSClient, queueUrl: string): DeliveryQueue => ({
  async send(message) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(message),
        // Fair queue: an endpoint that hangs does not delay the deliveries to others (SQS developer guide).
        MessageGroupId: `${message.tenantId}.${message.subscriptionId}`,
      }),
    );
  },
});
