import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Dependencies } from './handler.ts';

/** The topic to which all alarms publish, too. */
export const snsOperators =
  (client: SNSClient, topicArn: string): Dependencies['notifyOperators'] =>
  async ({ subject, text }) => {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
  };
