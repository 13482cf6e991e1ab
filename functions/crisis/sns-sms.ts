import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  PublishCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { failureCode } from './failure-code.ts';
import type { SmsSender } from './sms-sender.ts';

/** US dollars for one message: stops a wrong number abroad from emptying the budget, and is above every national price. */
const maxPrice = '0.50';

/** What AWS gives an account that has never asked for more (SNS Developer Guide, "Requesting increases to your monthly SMS spend quota"). */
const untouchedQuotaUsd = 1;

const checkTimeoutMs = 1_000;

/**
 * SMS by SNS Publish to a phone number (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html):
 * Transactional, since the default, Promotional, is for messages that may be lost; from the number that people answer to.
 */
export const snsSms = (client: SNSClient, originationNumber: string): SmsSender => ({
  async send(phoneNumber, text) {
    try {
      const { MessageId } = await client.send(
        new PublishCommand({
          PhoneNumber: phoneNumber,
          Message: text,
          MessageAttributes: {
            'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
            'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: maxPrice },
            'AWS.MM.SMS.OriginationNumber': { DataType: 'String', StringValue: originationNumber },
          },
        }),
      );
      return { outcome: 'accepted', messageId: MessageId ?? 'unknown' };
    } catch (error) {
      return { outcome: 'failed', failure: failureCode(error) };
    }
  },
  async optedOut(phoneNumber) {
    try {
      const { isOptedOut } = await client.send(
        new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber }),
        // It runs beside the text and must not hold up the next person's page.
        { abortSignal: AbortSignal.timeout(checkTimeoutMs) },
      );
      return isOptedOut;
    } catch {
      return undefined;
    }
  },
  async inSandbox() {
    try {
      return (await client.send(new GetSMSSandboxAccountStatusCommand({}))).IsInSandbox;
    } catch {
      return undefined;
    }
  },
  async monthlyQuotaUsd() {
    try {
      const { attributes } = await client.send(
        new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }),
      );
      const quotaUsd = Math.floor(Number(attributes?.['MonthlySpendLimit'] ?? untouchedQuotaUsd));
      return Number.isFinite(quotaUsd) ? quotaUsd : undefined;
    } catch {
      return undefined;
    }
  },
});
