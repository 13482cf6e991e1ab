/** Amazon SNS: SMS to phones, and topics with Lambda and SQS subscriptions. Source: Amazon SNS API Reference. */
import * as z from 'zod';
import { phoneResource } from '../../iam/authorizer.ts';
import { createService, operation, type Operation } from '../../operations.ts';
import type { ServiceMay } from '../../iam/resource-policies.ts';
import { account, region } from '../../template/resource-types.ts';
import { AwsError, type Access, type Service } from '../../service.ts';
import { phoneNumberPattern, type Phones, type TwoWaySms } from './phones.ts';
import type { SmsReceipts } from './receipts.ts';
import type { Topic, Topics } from './topics.ts';

export interface Sns extends Service {
  /** A phone's answer enters AWS through the topic that two-way SMS is set up with. */
  receiveSms(topicArn: string, message: TwoWaySms): Promise<void>;
}

interface Surroundings {
  readonly topics: Topics;
  readonly phones: Phones;
  readonly receipts: SmsReceipts;
  readonly serviceMay: ServiceMay;
}

const publishInput = z.strictObject({
  PhoneNumber: z.string().optional(),
  TopicArn: z.string().optional(),
  Subject: z.string().optional(),
  Message: z.string().optional(),
  MessageAttributes: z
    .record(
      z.string(),
      z.strictObject({
        DataType: z.string(),
        StringValue: z.string().optional(),
        BinaryValue: z.string().optional(),
      }),
    )
    .default({}),
});

export function createSns({ topics, phones, receipts, serviceMay }: Surroundings): Sns {
  return {
    ...createService({
      name: 'sns',
      title: 'SNS',
      unknownCode: 'InvalidAction',
      operations: { Publish: publishing(topics, phones, receipts), ...accountState(phones) },
    }),
    async receiveSms(topicArn, message) {
      // The origination number itself is set up outside the template, so only the account is known of the source.
      const source = `arn:aws:sms-voice:${region}:${account}:phone-number/local`;
      if (!(await serviceMay('sms-voice.amazonaws.com', 'sns:Publish', topicArn, source)))
        throw new AwsError(
          'AccessDenied',
          `The policy of ${topicArn} does not let sms-voice.amazonaws.com publish`,
          403,
        );
      await topics.publish(topics.find(topicArn), { message: JSON.stringify(message), attributes: {} });
    },
  };
}

function publishing(topics: Topics, phones: Phones, receipts: SmsReceipts): Operation {
  function sendSms(phoneNumber: string, text: string, attributes: Record<string, string>) {
    if (!phoneNumberPattern.test(phoneNumber))
      throw invalid(`PhoneNumber Reason: ${phoneNumber} is not valid to publish to`);
    if (text.length > 1600) throw invalid('Message too long');
    const MessageId = phones.deliver(phoneNumber, text, attributes);
    const carrier = phones.carrierOf(phoneNumber);
    if (carrier !== 'ok') receipts.lost(MessageId, carrier);
    return { MessageId };
  }

  return operation({
    input: publishInput,
    access: ({ PhoneNumber, TopicArn }) =>
      PhoneNumber === undefined
        ? topicAccess(topics.find(TopicArn))
        : [{ action: 'sns:Publish', resource: phoneResource(PhoneNumber) }],
    run({ PhoneNumber, TopicArn, Subject: subject, Message = '', MessageAttributes: attributes }) {
      if (Message === '') throw invalid('Empty message');
      if (Buffer.byteLength(Message) > 262_144) throw invalid('Message too long');
      if (PhoneNumber === undefined)
        return topics.publish(topics.find(TopicArn), { message: Message, subject, attributes });
      const values = Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
      return sendSms(PhoneNumber, Message, Object.fromEntries(values) as Record<string, string>);
    },
  });
}

/** An account that has been made ready: the quota raised, the sandbox left. */
function accountState(phones: Phones): Readonly<Record<string, Operation>> {
  const access = (name: string) => () => [{ action: `sns:${name}`, resource: '*' }];
  return {
    CheckIfPhoneNumberIsOptedOut: operation({
      input: z.strictObject({ phoneNumber: z.string() }),
      access: access('CheckIfPhoneNumberIsOptedOut'),
      run: ({ phoneNumber }) => ({ isOptedOut: phones.carrierOf(phoneNumber) === 'opted-out' }),
    }),
    GetSMSAttributes: operation({
      input: z.strictObject({ attributes: z.array(z.string()).optional() }),
      access: access('GetSMSAttributes'),
      // The Query protocol spells a map as entries.
      run: () => ({ attributes: { entry: { key: 'MonthlySpendLimit', value: '100' } } }),
    }),
    GetSMSSandboxAccountStatus: operation({
      input: z.strictObject({}),
      access: access('GetSMSSandboxAccountStatus'),
      run: () => ({ IsInSandbox: false }),
    }),
  };
}

function topicAccess({ arn, keyArn }: Topic): Access[] {
  const access = { action: 'sns:Publish', resource: arn };
  if (keyArn === undefined) return [access];
  const context = { 'kms:ViaService': `sns.${region}.amazonaws.com` };
  const forKey = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({
    action,
    resource: keyArn,
    context,
  }));
  return [access, ...forKey];
}

const invalid = (why: string) => new AwsError('InvalidParameter', `Invalid parameter: ${why}`);
