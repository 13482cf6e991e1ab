import { ConnectClient, StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { clientOptions } from '../platform/aws/client-options.ts';
import type { Caller } from './caller.ts';
import type { VoiceService } from './contact-services.ts';
import { failureCode } from './failure-code.ts';

/**
 * Calls by Amazon Connect (https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html). It
 * answers before the phone rings; whether a person has answered shows only by a key press.
 */
export const connectCaller = (
  { instanceArn, contactFlowArn, sourceNumber }: VoiceService,
  client = new ConnectClient(clientOptions),
): Caller => ({
  async call(phoneNumber, { line, code, token }) {
    try {
      const { ContactId } = await client.send(
        new StartOutboundVoiceContactCommand({
          InstanceId: idOf(instanceArn),
          ContactFlowId: idOf(contactFlowArn),
          SourcePhoneNumber: sourceNumber,
          DestinationPhoneNumber: phoneNumber,
          ClientToken: token,
          Attributes: { line, code },
        }),
      );
      return { outcome: 'accepted', contactId: ContactId ?? 'unknown' };
    } catch (error) {
      return { outcome: 'failed', failure: failureCode(error) };
    }
  },
});

const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
