import { ConnectClient, StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import {
  ConflictException,
  DescribeAccountAttributesCommand,
  DescribeOptedOutNumbersCommand,
  DescribeSpendLimitsCommand,
  PinpointSMSVoiceV2Client,
  ResourceNotFoundException,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  lazyCaller,
  lazyEndUserMessaging,
  readContactServices,
} from '../../../functions/crisis/contact-services.ts';

process.env['AWS_REGION'] = 'us-east-1';
const connect = mockClient(ConnectClient);
const texting = mockClient(PinpointSMSVoiceV2Client);
beforeEach(() => {
  connect.reset();
  texting.reset();
});

const number = '+12025550111';
const $metadata = {};

test('a deployment without further services reads as such', () => {
  expect(readContactServices('{}')).toEqual({});
});

describe('a call', () => {
  const caller = lazyCaller({
    instanceArn: 'arn:aws:connect:us-east-1:000000000000:instance/instance-1',
    contactFlowArn: 'arn:aws:connect:us-east-1:000000000000:instance/instance-1/contact-flow/flow-1',
    sourceNumber: '+12025550199',
  });
  const call = () => caller.call(number, { line: 'line-ada', code: '4821', token: 'incident-1-3-ada' });

  test('starts the flow once for its token, with the line and the code and nothing else', async () => {
    connect.on(StartOutboundVoiceContactCommand).resolves({ ContactId: 'contact-1' });
    expect(await call()).toEqual({ outcome: 'accepted', contactId: 'contact-1' });
    expect(connect.commandCalls(StartOutboundVoiceContactCommand)[0]?.args[0].input).toEqual({
      InstanceId: 'instance-1',
      ContactFlowId: 'flow-1',
      SourcePhoneNumber: '+12025550199',
      DestinationPhoneNumber: number,
      ClientToken: 'incident-1-3-ada',
      Attributes: { line: 'line-ada', code: '4821' },
    });
  });

  test.each([
    'DestinationNotAllowedException',
    'OutboundContactNotPermittedException',
    'LimitExceededException',
  ])('that is refused with %s is an answer, without the number', async (name) => {
    connect.on(StartOutboundVoiceContactCommand).rejects(Object.assign(new Error(number), { name }));
    const result = await call();
    expect(result.outcome).toBe('failed');
    expect(JSON.stringify(result)).toMatch(/"[a-z-]+-exception"/);
    expect(JSON.stringify(result)).not.toContain(number);
  });
});

describe('a text through End User Messaging', () => {
  const sms = lazyEndUserMessaging({
    origination: 'arn:phone-1',
    optOutList: 'arn:staff',
    protectConfigurationId: 'protect-1',
  });
  const page = { tenantId: 'clinic', clientId: 'client-1', incidentId: 'incident-1', staffId: 'ada' };

  test('is valid until the next step, names its page to the receipt and is blocked in other countries', async () => {
    texting.on(SendTextMessageCommand).resolves({ MessageId: 'text-1' });
    expect(await sms.send(number, 'VIGIL 4821: urgent', { page, validSeconds: 300 })).toEqual({
      outcome: 'accepted',
      messageId: 'text-1',
    });
    expect(texting.commandCalls(SendTextMessageCommand)[0]?.args[0].input).toEqual({
      DestinationPhoneNumber: number,
      OriginationIdentity: 'arn:phone-1',
      MessageBody: 'VIGIL 4821: urgent',
      MessageType: 'TRANSACTIONAL',
      MaxPrice: '0.50',
      TimeToLive: 300,
      ProtectConfigurationId: 'protect-1',
      Context: page,
    });
  });

  test('of no step is valid for an hour, and no text for less than the service takes', async () => {
    texting.on(SendTextMessageCommand).resolves({ MessageId: 'text-1' });
    await sms.send(number, 'VIGIL 4821: it is yours');
    await sms.send(number, 'VIGIL 4821: urgent', { validSeconds: 0 });
    const lives = texting.commandCalls(SendTextMessageCommand).map(({ args }) => args[0].input.TimeToLive);
    expect(lives).toEqual([3600, 5]);
  });

  test('to a phone that has opted out is refused with that reason', async () => {
    const error = new ConflictException({
      $metadata,
      message: number,
      Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
    });
    texting.on(SendTextMessageCommand).rejects(error);
    expect(await sms.send(number, 'VIGIL')).toEqual({ outcome: 'failed', failure: 'opted-out' });
  });

  test('that is refused otherwise says how, without the number', async () => {
    texting
      .on(SendTextMessageCommand)
      .rejects(Object.assign(new Error(number), { name: 'ServiceQuotaExceededException' }));
    expect(await sms.send(number, 'VIGIL')).toEqual({
      outcome: 'failed',
      failure: 'service-quota-exceeded-exception',
    });
  });

  test.each([
    [
      true,
      {
        OptedOutNumbers: [{ OptedOutNumber: number, OptedOutTimestamp: new Date(0), EndUserOptedOut: true }],
      },
    ],
    [false, new ResourceNotFoundException({ $metadata, message: '', ResourceType: 'opted-out-number' })],
    // Without the list nobody knows.
    [undefined, new ResourceNotFoundException({ $metadata, message: '', ResourceType: 'opt-out-list' })],
    [undefined, new Error('throttled')],
  ])('whether the phone has opted out: %s', async (expected, answer) => {
    if (answer instanceof Error) texting.on(DescribeOptedOutNumbersCommand).rejects(answer);
    else texting.on(DescribeOptedOutNumbersCommand).resolves(answer);
    expect(await sms.optedOut(number)).toBe(expected);
  });

  test('what the account may send; unknown where the service does not say', async () => {
    texting.on(DescribeAccountAttributesCommand).resolves({
      AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'SANDBOX' }],
    });
    texting.on(DescribeSpendLimitsCommand).resolves({
      SpendLimits: [
        { Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 40, MaxLimit: 100, Overridden: true },
      ],
    });
    expect([await sms.inSandbox(), await sms.monthlyQuotaUsd()]).toEqual([true, 40]);
    texting.reset();
    texting.onAnyCommand().rejects(new Error('no route'));
    expect([await sms.inSandbox(), await sms.monthlyQuotaUsd()]).toEqual([undefined, undefined]);
  });
});
