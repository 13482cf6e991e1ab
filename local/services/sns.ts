import { randomUUID } from 'node:crypto';
import type { AsyncInvocations } from '../async-invocations.ts';
import { phoneResource } from '../authorizer.ts';
import type { Faults } from '../faults.ts';
import type { Lambda } from '../lambda.ts';
import type { Logs } from '../logs.ts';
import { region } from '../resource-types.ts';
import type { ServiceMay } from '../resource-policies.ts';
import { AwsError, type Access, type Clock, type Input, type Service } from '../service.ts';
import { refuseUnknownProperties, type Template } from '../template.ts';
import { phoneNumberPattern, type Phones, type TwoWaySms } from './sns-phones.ts';
import type { SmsReceipts } from './sms-receipts.ts';
import type { Queues } from './sqs/queues.ts';

export interface Sns extends Service {
  /** A phone's answer enters AWS through the topic that two-way SMS is set up with. */
  receiveSms(topicArn: string, message: TwoWaySms): Promise<void>;
}

interface Surroundings {
  readonly template: Template;
  readonly phones: Phones;
  readonly receipts: SmsReceipts;
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
  readonly protocol: 'lambda' | 'sqs';
  readonly endpoint: string;
  readonly raw: boolean;
  readonly deadLetterArn?: string;
}

/**
 * Amazon SNS: SMS to phones, and topics with Lambda and SQS subscriptions.
 * Source: Amazon SNS API Reference: Publish, PublishBatch, CheckIfPhoneNumberIsOptedOut, GetSMSAttributes.
 */
export function createSns(surroundings: Surroundings): Sns {
  const { template, phones, receipts, queues, lambda, invocations, serviceMay, faults, logs, clock } =
    surroundings;
  const topics = template.of('AWS::SNS::Topic');
  for (const { name, properties } of topics)
    refuseUnknownProperties(name, properties, 'DisplayName KmsMasterKeyId Tags TopicName TracingConfig');
  const subscriptions = readSubscriptions(template);

  const operations: Record<string, (input: Input) => Promise<unknown> | object> = {
    Publish: async (input) =>
      input.PhoneNumber === undefined ? publish(topicOf(input), input) : sendSms(input),
    PublishBatch: async (input) => {
      const Successful: unknown[] = [];
      for (const entry of input.PublishBatchRequestEntries)
        Successful.push({ Id: entry.Id, ...(await publish(topicOf(input), entry)) });
      return { Successful, Failed: [] };
    },
    CheckIfPhoneNumberIsOptedOut: (input) => ({
      isOptedOut: phones.carrierOf(input.phoneNumber) === 'opted-out',
    }),
    // As an account stands that has been made ready: the quota raised, the sandbox left.
    GetSMSAttributes: () => ({
      // The Query protocol spells a map as entries.
      attributes: { entry: { key: 'MonthlySpendLimit', value: '100' } },
    }),
    GetSMSSandboxAccountStatus: () => ({ IsInSandbox: false }),
  };

  function topicOf(input: Input): string {
    const arn: unknown = input.TopicArn ?? input.TargetArn;
    const topic = topics.find((candidate) => candidate.arn === arn);
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic.arn;
  }

  function sendSms(input: Input) {
    if (!phoneNumberPattern.test(input.PhoneNumber))
      throw new AwsError(
        'InvalidParameter',
        `Invalid parameter: PhoneNumber Reason: ${input.PhoneNumber} is not valid to publish to`,
      );
    const text = messageOf(input);
    if (text.length > 1600) throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
    const attributes = Object.entries<Input>(input.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    const MessageId = phones.deliver(input.PhoneNumber, text, Object.fromEntries(attributes));
    const carrier = phones.carrierOf(input.PhoneNumber);
    if (carrier !== 'ok') receipts.lost(MessageId, carrier);
    return { MessageId };
  }

  async function publish(topicArn: string, input: Input) {
    const MessageId = randomUUID();
    const envelope = {
      Type: 'Notification',
      MessageId,
      TopicArn: topicArn,
      ...(input.Subject && { Subject: input.Subject }),
      Message: messageOf(input),
      Timestamp: new Date(clock.now()).toISOString(),
      SignatureVersion: '1',
      Signature: 'local',
      SigningCertURL: `https://sns.${region}.amazonaws.com/local.pem`,
    };
    const attributes = input.MessageAttributes ?? {};
    for (const subscription of subscriptions.filter((candidate) => candidate.topicArn === topicArn)) {
      const name =
        subscription.protocol === 'lambda' ? lambda.find(subscription.endpoint).shortName : 'stage';
      for (let left = faults.deliveries('sns', name); left > 0; left--)
        await deliver(subscription, envelope, attributes);
    }
    return { MessageId };
  }

  async function deliver(subscription: Subscription, envelope: Input, attributes: Input): Promise<void> {
    const { protocol, endpoint, topicArn, raw, deadLetterArn } = subscription;
    const action = protocol === 'lambda' ? 'lambda:InvokeFunction' : 'sqs:SendMessage';
    const typed = Object.entries<Input>(attributes).map(([name, value]) => [
      name,
      { Type: value.DataType, Value: value.StringValue ?? value.BinaryValue },
    ]);
    const UnsubscribeURL = `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`;
    const MessageAttributes = Object.fromEntries(typed);
    if (!(await serviceMay('sns.amazonaws.com', action, endpoint, topicArn))) {
      logs.write(
        'stage',
        '',
        `SNS may not ${action} on ${endpoint} for ${topicArn}: the message is lost or a dead letter`,
      );
      const deadLetters = deadLetterArn === undefined ? undefined : queues.find(deadLetterArn);
      if (deadLetters)
        queues.send(deadLetters, JSON.stringify({ ...envelope, MessageAttributes, UnsubscribeURL }));
    } else if (protocol === 'lambda') {
      const { SigningCertURL: SigningCertUrl, ...rest } = envelope;
      const Sns = {
        Subject: null,
        ...rest,
        SigningCertUrl,
        UnsubscribeUrl: UnsubscribeURL,
        MessageAttributes,
      };
      const record = {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns,
      };
      invocations.accept(endpoint, { Records: [record] });
    } else {
      const queue = queues.find(endpoint);
      if (!queue) throw new Error(`The subscription ${subscription.arn} leads to no queue`);
      if (raw) queues.send(queue, envelope.Message, attributes);
      else {
        const optional = typed.length > 0 ? { MessageAttributes } : {};
        queues.send(queue, JSON.stringify({ ...envelope, UnsubscribeURL, ...optional }));
      }
    }
  }

  return {
    name: 'sns',
    access(operation, input): Access[] {
      if (!(operation in operations))
        throw new AwsError('InvalidAction', `The stage does not know the SNS operation ${operation}`);
      const action = `sns:${operation === 'PublishBatch' ? 'Publish' : operation}`;
      if (!operation.startsWith('Publish')) return [{ action, resource: '*' }];
      if (input.PhoneNumber !== undefined) return [{ action, resource: phoneResource(input.PhoneNumber) }];
      const resource = topicOf(input);
      const key = template.find('AWS::SNS::Topic', resource).properties.KmsMasterKeyId;
      const keyArn = key && template.find('AWS::KMS::Key', key).arn;
      const context = { 'kms:ViaService': `sns.${region}.amazonaws.com` };
      const forKey = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({
        action,
        resource: keyArn,
        context,
      }));
      return [{ action, resource }, ...(keyArn ? forKey : [])];
    },
    handle: async (operation, input) => operations[operation]?.(input),
    async receiveSms(topicArn, message) {
      // The origination number itself is set up outside the template, so only the account is known of the source.
      const source = `arn:aws:sms-voice:${region}:000000000000:phone-number/local`;
      if (!(await serviceMay('sms-voice.amazonaws.com', 'sns:Publish', topicArn, source)))
        throw new AwsError(
          'AccessDenied',
          `The policy of ${topicArn} does not let sms-voice.amazonaws.com publish`,
          403,
        );
      await publish(topicArn, { Message: JSON.stringify(message) });
    },
  };
}

function messageOf(input: Input): string {
  const message = input.Message;
  if (typeof message !== 'string' || message === '')
    throw new AwsError('InvalidParameter', 'Invalid parameter: Empty message');
  if (Buffer.byteLength(message) > 262_144)
    throw new AwsError('InvalidParameter', 'Invalid parameter: Message too long');
  if (input.MessageStructure !== undefined)
    throw new AwsError('InvalidParameter', 'The stage does not know MessageStructure');
  return message;
}

function readSubscriptions(template: Template): Subscription[] {
  return template.of('AWS::SNS::Subscription').map(({ logicalId, properties }) => {
    refuseUnknownProperties(
      logicalId,
      properties,
      'Endpoint Protocol RawMessageDelivery RedrivePolicy Region TopicArn',
    );
    const { Protocol: protocol, Endpoint: endpoint, TopicArn: topicArn, RedrivePolicy } = properties;
    if (protocol !== 'lambda' && protocol !== 'sqs')
      throw new Error(`${logicalId}: the stage does not know the protocol ${protocol}`);
    const redrive = RedrivePolicy && { deadLetterArn: RedrivePolicy.deadLetterTargetArn };
    return {
      arn: `${topicArn}:${logicalId}`,
      topicArn,
      protocol,
      endpoint,
      raw: properties.RawMessageDelivery ?? false,
      ...redrive,
    };
  });
}
