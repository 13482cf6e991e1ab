import {
  ConflictException,
  DescribeAccountAttributesCommand,
  DescribeOptedOutNumbersCommand,
  DescribeSpendLimitsCommand,
  PinpointSMSVoiceV2Client,
  ResourceNotFoundException,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { clientOptions } from '../platform/aws/client-options.ts';
import type { EndUserMessaging } from './contact-services.ts';
import { failureCode } from './failure-code.ts';
import type { SmsSender } from './sms-sender.ts';

/** US dollars for one message, as for SNS. */
const maxPrice = '0.50';

/** A text that belongs to no step, such as an answer, is of no use later. AWS would deliver it for three days. */
const validByDefaultSeconds = 3600;

/** What the service takes. */
const shortestValidSeconds = 5;

const checkTimeoutMs = 1_000;

/**
 * SMS by AWS End User Messaging
 * (https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html). The receipt brings back
 * the page, and the protect configuration blocks countries that are not served.
 */
export const endUserMessagingSms = (
  { origination, optOutList, protectConfigurationId }: EndUserMessaging,
  client = new PinpointSMSVoiceV2Client(clientOptions),
): SmsSender => ({
  receiptsNamePages: true,
  async send(phoneNumber, text, { page, validSeconds = validByDefaultSeconds } = {}) {
    try {
      const { MessageId } = await client.send(
        new SendTextMessageCommand({
          DestinationPhoneNumber: phoneNumber,
          OriginationIdentity: origination,
          MessageBody: text,
          MessageType: 'TRANSACTIONAL',
          MaxPrice: maxPrice,
          TimeToLive: Math.max(shortestValidSeconds, Math.ceil(validSeconds)),
          ProtectConfigurationId: protectConfigurationId,
          ...(page === undefined ? {} : { Context: { ...page } }),
        }),
      );
      return { outcome: 'accepted', messageId: MessageId ?? 'unknown' };
    } catch (error) {
      return { outcome: 'failed', failure: isOptedOut(error) ? 'opted-out' : failureCode(error) };
    }
  },
  async optedOut(phoneNumber) {
    try {
      const { OptedOutNumbers = [] } = await client.send(
        new DescribeOptedOutNumbersCommand({ OptOutListName: optOutList, OptedOutNumbers: [phoneNumber] }),
        // It runs beside the text and must not hold up the next person's page.
        { abortSignal: AbortSignal.timeout(checkTimeoutMs) },
      );
      return OptedOutNumbers.length > 0;
    } catch (error) {
      // A number that is not on the list is not found; a list that is not found says nothing.
      const isNumber =
        error instanceof ResourceNotFoundException && error.ResourceType === 'opted-out-number';
      return isNumber ? false : undefined;
    }
  },
  async inSandbox() {
    try {
      const { AccountAttributes = [] } = await client.send(new DescribeAccountAttributesCommand({}));
      const tier = AccountAttributes.find(({ Name }) => Name === 'ACCOUNT_TIER')?.Value;
      return tier === undefined ? undefined : tier === 'SANDBOX';
    } catch {
      return undefined;
    }
  },
  async monthlyQuotaUsd() {
    try {
      const { SpendLimits = [] } = await client.send(new DescribeSpendLimitsCommand({}));
      return SpendLimits.find(({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT')?.EnforcedLimit;
    } catch {
      return undefined;
    }
  },
});

const isOptedOut = (error: unknown): boolean =>
  error instanceof ConflictException && error.Reason === 'DESTINATION_PHONE_NUMBER_OPTED_OUT';
