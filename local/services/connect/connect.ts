/**
 * Amazon Connect: outbound calls to the phones of the stage. They hear the contact flow of the template.
 * Source: StartOutboundVoiceContact, Amazon Connect API Reference.
 */
import * as z from 'zod';
import { createService, operation } from '../../operations.ts';
import { AwsError, type Service } from '../../service.ts';
import { text } from '../../shapes.ts';
import { phoneNumberPattern } from '../sns/phones.ts';
import type { PhoneCalls } from './phone-calls.ts';

export const createConnect = (calls: PhoneCalls): Service =>
  createService({
    name: 'connect',
    title: 'Connect',
    operations: {
      StartOutboundVoiceContact: operation({
        input: z.strictObject({
          InstanceId: text,
          ContactFlowId: text,
          SourcePhoneNumber: text,
          DestinationPhoneNumber: text,
          ClientToken: text.max(500),
          Attributes: z.record(text.regex(/^[A-Za-z0-9_-]+$/), text).default({}),
        }),
        // The action knows no resources (Service Authorization Reference).
        access: () => [{ action: 'connect:StartOutboundVoiceContact', resource: '*' }],
        run(input) {
          if (!phoneNumberPattern.test(input.DestinationPhoneNumber))
            throw new AwsError('InvalidParameterException', 'DestinationPhoneNumber is not valid');
          return calls.start({
            instanceId: input.InstanceId,
            flowId: input.ContactFlowId,
            from: input.SourcePhoneNumber,
            number: input.DestinationPhoneNumber,
            token: input.ClientToken,
            attributes: input.Attributes,
          });
        },
      }),
    },
  });
