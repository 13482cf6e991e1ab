import { EventBridgeClient, PutEventsCommand, type PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { GetSMSAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseReply } from '../../../domain/crisis/reply.ts';
import { eventBridgeClient, snsClient, sqsClient } from '../../../functions/platform/aws/aws-clients.ts';
import { eventBridgeBus } from '../../../functions/platform/bus/event-bridge-bus.ts';
import { sqsEscalationQueue, sqsReplyQueue } from '../../../functions/crisis/sqs-queues.ts';
import { snsSms } from '../../../functions/crisis/sns-sms.ts';
import { isHopeless } from '../../../functions/platform/lambda/hopeless-error.ts';
import { sqsRetries } from '../../../functions/platform/lambda/sqs-retry.ts';
import type { BusEvent } from '../../../functions/platform/bus/bus.ts';
import { incidentPaged } from '../../../events/incident.ts';
import { sqsEvent } from '../sqs-event.ts';

process.env['AWS_REGION'] = 'us-east-1';
process.env['DEAD_LETTER_QUEUE_URL'] = 'https://sqs.us-east-1.amazonaws.com/000000000000/dead-letters';
const events = mockClient(EventBridgeClient);
const sns = mockClient(SNSClient);
const sqs = mockClient(SQSClient);
beforeEach(() => {
  for (const client of [events, sns, sqs]) client.reset();
});

describe('the bus', () => {
  const event: BusEvent = {
    specversion: '1.0',
    id: 'evt-1',
    source: 'urn:vigil',
    type: 'session.cleared.v1',
    time: '2027-03-01T10:00:00.000Z',
    tenantid: 'clinic',
    datacontenttype: 'application/json',
    data: { sessionId: 'session-1' },
  };
  const publish = () => eventBridgeBus(eventBridgeClient(), 'vigil-bus').publish(event);

  test('carries the whole CloudEvent, under its type and source', async () => {
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await publish();
    const [entry] = events.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
    expect(entry).toMatchObject({
      EventBusName: 'vigil-bus',
      Source: 'urn:vigil',
      DetailType: 'session.cleared.v1',
      Time: new Date(event.time),
    });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual(event);
  });

  test('that answers 200 and refuses the entry all the same is a fault that says which type and why', async () => {
    events.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'a person called X' }],
    });
    const error = await publish().catch((thrown: unknown) => thrown);
    expect(String(error)).toBe('NotPublishedError: the bus refused session.cleared.v1: ThrottlingException');
  });

  test('that will never take an entry says so, and nobody tries again', async () => {
    events
      .on(PutEventsCommand)
      .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'MalformedDetail' }] });
    const error = await publish().catch((thrown: unknown) => thrown);
    expect(isHopeless(error)).toBe(true);
  });

  test('takes what comes while a call is under way in calls of ten, and tells each publisher of its own', async () => {
    const sizes: number[] = [];
    events.on(PutEventsCommand).callsFake(({ Entries = [] }: PutEventsCommandInput) => {
      sizes.push(Entries.length);
      const refused = ({ Detail = '' }) => (JSON.parse(Detail) as BusEvent).id === 'evt-5';
      return { Entries: Entries.map((entry) => (refused(entry) ? { ErrorCode: 'Throttled' } : {})) };
    });
    const bus = eventBridgeBus(eventBridgeClient(), 'vigil-bus');
    const all = Array.from({ length: 13 }, (_, n) => bus.publish({ ...event, id: `evt-${n}` }));
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(({ status }) => status).indexOf('rejected')).toBe(5);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(12);
    expect(sizes).toEqual([1, 10, 2]);
  });

  test('never takes more at once than PutEvents carries', async () => {
    events.on(PutEventsCommand).resolves({});
    const bus = eventBridgeBus(eventBridgeClient(), 'vigil-bus');
    const large = { ...event, data: { text: 'x'.repeat(100_000) } };
    await Promise.all(Array.from({ length: 4 }, () => bus.publish(large)));
    const sizes = events.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries?.length);
    expect(sizes).toEqual([1, 2, 1]);
  });

  test('that cannot be reached is a fault, for all who waited, and is asked again by the next', async () => {
    events.on(PutEventsCommand).rejectsOnce(new Error('no route')).resolves({});
    const bus = eventBridgeBus(eventBridgeClient(), 'vigil-bus');
    await expect(bus.publish(event)).rejects.toThrow('no route');
    await expect(bus.publish(event)).resolves.toBeUndefined();
  });
});

describe('an SMS', () => {
  const send = () => snsSms(snsClient(), '+12025550100').send('+12025550111', 'VIGIL 4821: urgent');

  test('goes out as transactional, from the number that people answer to, with a cap on its price', async () => {
    sns.on(PublishCommand).resolves({ MessageId: 'sms-1' });
    expect(await send()).toEqual({ outcome: 'accepted', messageId: 'sms-1' });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
      PhoneNumber: '+12025550111',
      Message: 'VIGIL 4821: urgent',
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
        'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: '0.50' },
        'AWS.MM.SMS.OriginationNumber': { DataType: 'String', StringValue: '+12025550100' },
      },
    });
  });

  test.each([
    ['InternalErrorException', 'internal-error-exception'],
    ['OptedOutException', 'opted-out-exception'],
    ['KMSThrottlingException', 'kmsthrottling-exception'],
    ['TimeoutError', 'timeout-error'],
    ['Error', 'error'],
    ['', 'unknown'],
  ])(
    'that is refused by %j failed with the code %j, never with words that may hold the number',
    async (name, failure) => {
      sns.on(PublishCommand).rejects(Object.assign(new Error('no SMS to +12025550111'), { name }));
      const result = await send();
      expect(result).toEqual({ outcome: 'failed', failure });
      expect(incidentPaged.data.shape.failure.safeParse(failure).success).toBe(true);
    },
  );
});

describe('the escalation queue', () => {
  const message = { tenantId: 'clinic', clientId: 'client-1', step: { incidentId: 'inc-1', number: 2 } };

  test.each([
    [0, 0],
    [300, 300],
    [900, 900],
    [86_400, 900],
  ])('delivers after %i seconds, at most the 900 that SQS can: %i', async (asked, given) => {
    sqs.on(SendMessageCommand).resolves({});
    await sqsEscalationQueue(sqsClient(), 'https://queue').send(message, asked);
    const input = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ QueueUrl: 'https://queue', DelaySeconds: given });
    expect(JSON.parse(input?.MessageBody ?? '')).toEqual(message);
  });
});

describe('the reply queue', () => {
  test('holds what somebody meant, and neither their words nor their number', async () => {
    sqs.on(SendMessageCommand).resolves({});
    const reply = parseReply('4821 c1');
    await sqsReplyQueue(sqsClient(), 'https://replies').send({
      line: 'ab12',
      inboundMessageId: 'm-1',
      reply,
    });
    expect(JSON.parse(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageBody ?? '')).toEqual({
      line: 'ab12',
      inboundMessageId: 'm-1',
      reply: { verb: 'close', outcome: 'safe-with-support', code: '4821' },
    });
  });
});

test('a message that failed is made visible in the queue that it came from, after so many seconds', async () => {
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
  const [record] = sqsEvent({}).Records;
  if (record === undefined) throw new Error('no record');
  await sqsRetries(sqsClient()).retrySoon(record, 4);
  expect(sqs.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/escalation',
    ReceiptHandle: 'handle-0',
    VisibilityTimeout: 4,
  });
});

test('a message that can never succeed goes as it is into the dead-letter queue', async () => {
  sqs.on(SendMessageCommand).resolves({});
  const [record] = sqsEvent({ some: 'message' }).Records;
  if (record === undefined) throw new Error('no record');
  await sqsRetries(sqsClient()).setAside(record);
  expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/dead-letters',
    MessageBody: '{"some":"message"}',
  });
});

describe('the monthly quota of texts', () => {
  const quota = () => snsSms(snsClient(), '+12025550100').monthlyQuotaUsd();

  test('is what the account was given, one dollar where it never asked, and unknown where nobody says', async () => {
    sns
      .on(GetSMSAttributesCommand, { attributes: ['MonthlySpendLimit'] })
      .resolves({ attributes: { MonthlySpendLimit: '250' } });
    expect(await quota()).toBe(250);
    sns.on(GetSMSAttributesCommand).resolves({ attributes: {} });
    expect(await quota()).toBe(1);
    sns.on(GetSMSAttributesCommand).resolves({ attributes: { MonthlySpendLimit: 'a lot' } });
    expect(await quota()).toBeUndefined();
    sns.on(GetSMSAttributesCommand).rejects(new Error('throttled'));
    expect(await quota()).toBeUndefined();
  });
});
