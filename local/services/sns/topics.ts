import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { AsyncInvocations } from '../../lambda/async-invocations.ts';
import type { Faults } from '../../faults.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import type { Logs } from '../../logs.ts';
import type { ServiceMay } from '../../iam/resource-policies.ts';
import { region } from '../../template/resource-types.ts';
import { AwsError, type Clock } from '../../service.ts';
import { ignored, read, text } from '../../shapes.ts';
import type { Template } from '../../template/template.ts';
import type { Message, Queues } from '../sqs/queues.ts';

export interface Topic {
  readonly arn: string;
  /** The customer managed key that encrypts it. */
  readonly keyArn?: string;
}

export interface Published {
  readonly message: string;
  readonly subject?: string | undefined;
  readonly attributes: Message['attributes'];
}

export interface Topics {
  /** @throws AwsError */
  find(arn: string | undefined): Topic;
  /** Delivers to each subscription that the policies allow. */
  publish(topic: Topic, published: Published): Promise<{ MessageId: string }>;
}

interface Surroundings {
  readonly template: Template;
  readonly queues: Queues;
  readonly lambda: Lambda;
  readonly invocations: AsyncInvocations;
  readonly serviceMay: ServiceMay;
  readonly faults: Faults;
  readonly logs: Logs;
  readonly clock: Clock;
}

interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly functionArn: string;
  readonly deadLetterArn?: string;
}

const topicProperties = z.strictObject({
  KmsMasterKeyId: text.optional(),
  ...ignored('DisplayName', 'Tags', 'TopicName', 'TracingConfig'),
});
const subscriptionProperties = z.strictObject({
  TopicArn: text,
  Protocol: z.literal('lambda', 'the stage delivers to functions only'),
  Endpoint: text,
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: text }).optional(),
  ...ignored('Region'),
});

export function createTopics(surroundings: Surroundings): Topics {
  const { template, lambda, faults, clock } = surroundings;
  const topics = template.of('AWS::SNS::Topic').map(({ name, arn, properties }): Topic => {
    const key = read(name, properties, topicProperties).KmsMasterKeyId;
    return key === undefined ? { arn } : { arn, keyArn: template.find('AWS::KMS::Key', key).arn };
  });
  const subscriptions = readSubscriptions(template);

  return {
    find(arn) {
      const topic = topics.find((candidate) => candidate.arn === arn);
      if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
      return topic;
    },
    async publish({ arn }, published) {
      const envelope = envelopeOf(arn, published, clock.now());
      for (const subscription of subscriptions.filter(({ topicArn }) => topicArn === arn)) {
        const { shortName } = lambda.find(subscription.functionArn);
        for (let left = faults.deliveries('sns', shortName); left > 0; left--)
          await deliver(surroundings, subscription, envelope, published.attributes);
      }
      return { MessageId: envelope.MessageId };
    },
  };
}

function readSubscriptions(template: Template): Subscription[] {
  return template.of('AWS::SNS::Subscription').map(({ logicalId, properties }) => {
    const { TopicArn, Endpoint, RedrivePolicy } = read(logicalId, properties, subscriptionProperties);
    return {
      arn: `${TopicArn}:${logicalId}`,
      topicArn: TopicArn,
      functionArn: Endpoint,
      ...(RedrivePolicy && { deadLetterArn: RedrivePolicy.deadLetterTargetArn }),
    };
  });
}

const envelopeOf = (topicArn: string, { message, subject }: Published, now: number) => ({
  Type: 'Notification',
  MessageId: randomUUID(),
  TopicArn: topicArn,
  ...(subject !== undefined && { Subject: subject }),
  Message: message,
  Timestamp: new Date(now).toISOString(),
  SignatureVersion: '1',
  Signature: 'local',
  SigningCertURL: `https://sns.${region}.amazonaws.com/local.pem`,
});

type Envelope = ReturnType<typeof envelopeOf>;

async function deliver(
  { queues, invocations, serviceMay, logs }: Surroundings,
  { arn, functionArn, topicArn, deadLetterArn }: Subscription,
  envelope: Envelope,
  attributes: Message['attributes'],
): Promise<void> {
  const typed = Object.entries(attributes).map(([name, value]) => [
    name,
    { Type: value.DataType, Value: value.StringValue ?? value.BinaryValue },
  ]);
  const MessageAttributes = Object.fromEntries(typed) as object;
  const unsubscribeUrl = `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`;

  if (await serviceMay('sns.amazonaws.com', 'lambda:InvokeFunction', functionArn, topicArn)) {
    const { SigningCertURL: SigningCertUrl, ...rest } = envelope;
    const urls = { SigningCertUrl, UnsubscribeUrl: unsubscribeUrl };
    const Sns = { Subject: null, ...rest, ...urls, MessageAttributes };
    const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn, Sns };
    invocations.accept(functionArn, { Records: [record] });
    return;
  }
  logs.write(
    'stage',
    '',
    `SNS may not start ${functionArn} for ${topicArn}: the message is lost or a dead letter`,
  );
  const deadLetters = deadLetterArn === undefined ? undefined : queues.find(deadLetterArn);
  if (deadLetters)
    queues.send(
      deadLetters,
      JSON.stringify({ ...envelope, MessageAttributes, UnsubscribeURL: unsubscribeUrl }),
    );
}
