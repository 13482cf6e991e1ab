/**
 * AWS End User Messaging: texts to the phones of the stage, with a time to live, and receipts on the default bus.
 * Source: AWS End User Messaging SMS and Voice v2 API Reference.
 */
import * as z from 'zod';
import { createService, operation } from '../../operations.ts';
import { AwsError, type Activity, type Clock, type Service } from '../../service.ts';
import { text } from '../../shapes.ts';
import { account, region } from '../../template/resource-types.ts';
import { phoneNumberPattern, type Phones } from '../sns/phones.ts';

interface Surroundings {
  readonly phones: Phones;
  readonly clock: Clock;
  readonly activity: Activity;
  /** The bus that gets the receipts. */
  readonly events: Service;
}

/** How long the carrier takes to say that a phone cannot be reached. */
const dwellMs = 2_000;

const arn = text.regex(/^arn:/, 'the stage takes ARNs here');

const sendInput = z.strictObject({
  DestinationPhoneNumber: text.regex(phoneNumberPattern),
  OriginationIdentity: arn,
  MessageBody: text.min(1).max(1600),
  MessageType: z.literal('TRANSACTIONAL'),
  MaxPrice: text.optional(),
  TimeToLive: z.int().min(5).max(259_200),
  ProtectConfigurationId: text,
  Context: z
    .record(text.max(100), text.max(800))
    .refine((pairs) => Object.keys(pairs).length <= 5, 'Context holds five pairs at most')
    .optional(),
});

export function createSmsVoice(surroundings: Surroundings): Service {
  const { phones } = surroundings;
  const access = (name: string) => () => [{ action: `sms-voice:${name}`, resource: '*' }];
  return createService({
    name: 'sms-voice',
    title: 'End User Messaging',
    operations: {
      SendTextMessage: operation({
        input: sendInput,
        access: ({ OriginationIdentity, ProtectConfigurationId }) =>
          [
            OriginationIdentity,
            `arn:aws:sms-voice:${region}:${account}:protect-configuration/${ProtectConfigurationId}`,
          ].map((resource) => ({ action: 'sms-voice:SendTextMessage', resource })),
        run({ DestinationPhoneNumber: number, MessageBody, Context, TimeToLive, OriginationIdentity }) {
          const carrier = phones.carrierOf(number);
          if (carrier === 'opted-out')
            throw new AwsError('ConflictException', 'The number has opted out', 400, {
              Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
            });
          const MessageId = phones.deliver(number, MessageBody, {
            OriginationIdentity,
            TimeToLive: String(TimeToLive),
          });
          if (carrier === 'unreachable') reportUnreachable(surroundings, MessageId, Context);
          return { MessageId };
        },
      }),
      DescribeOptedOutNumbers: operation({
        input: z.strictObject({ OptOutListName: arn, OptedOutNumbers: z.tuple([text]) }),
        access: ({ OptOutListName }) => [
          { action: 'sms-voice:DescribeOptedOutNumbers', resource: OptOutListName },
        ],
        run({ OptOutListName, OptedOutNumbers: [number] }) {
          if (phones.carrierOf(number) !== 'opted-out')
            throw new AwsError('ResourceNotFoundException', 'The number is not on the list', 400, {
              ResourceType: 'opted-out-number',
              ResourceId: number,
            });
          return { OptOutListArn: OptOutListName, OptedOutNumbers: [{ OptedOutNumber: number }] };
        },
      }),
      // An account that has been made ready: the quota raised, the sandbox left.
      DescribeAccountAttributes: operation({
        input: z.strictObject({}),
        access: access('DescribeAccountAttributes'),
        run: () => ({ AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'PRODUCTION' }] }),
      }),
      DescribeSpendLimits: operation({
        input: z.strictObject({}),
        access: access('DescribeSpendLimits'),
        run: () => ({
          SpendLimits: [
            {
              Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT',
              EnforcedLimit: 100,
              MaxLimit: 100,
              Overridden: false,
            },
          ],
        }),
      }),
    },
  });
}

/** "Event types for SMS, MMS and voice", AWS End User Messaging SMS User Guide. */
function reportUnreachable(
  { clock, activity, events }: Surroundings,
  messageId: string,
  context: Readonly<Record<string, string>> | undefined,
): void {
  clock.at(clock.now() + dwellMs, () => {
    const detail = {
      eventType: 'TEXT_UNREACHABLE',
      eventVersion: '1.0',
      eventTimestamp: clock.now(),
      isFinal: true,
      messageId,
      messageType: 'TRANSACTIONAL',
      ...(context && { context }),
    };
    const entry = {
      Source: 'aws.sms-voice',
      DetailType: 'Text Message Delivery Status Updated',
      Detail: JSON.stringify(detail),
    };
    void activity.run(() => events.handle('PutEvents', { Entries: [entry] }));
  });
}
