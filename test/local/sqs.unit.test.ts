import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// Real time goes on beside the turned clock: times that must not have come yet keep seconds of distance.
import { runStage, type RunningStage } from './fixtures/running-stage.ts';

let stage: RunningStage;
beforeEach(async () => {
  stage = await runStage();
});
afterEach(() => stage.close());

const send = (queue: string, body: object | string, more = {}) =>
  stage.sqs.send(
    new SendMessageCommand({
      QueueUrl: stage.queueUrl(queue),
      MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    }),
  );

const receive = async (queue: string, more = {}) => {
  const { Messages = [] } = await stage.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: stage.queueUrl(queue),
      MessageSystemAttributeNames: ['All'],
      ...more,
    }),
  );
  return Messages;
};

describe('a queue that is polled', () => {
  it('holds a message back for the queue delay, or for the delay of the message', async () => {
    await send('plain', 'default');
    await send('plain', 'later', { DelaySeconds: 900 });
    expect(await receive('plain')).toEqual([]);
    await stage.advance('PT5S');
    expect((await receive('plain')).map(({ Body }) => Body)).toEqual(['default']);
    await stage.advance('PT14M30S');
    expect((await stage.queue('plain')).delayed).toBe(1);
    await stage.advance('PT25S');
    expect((await stage.queue('plain')).delayed).toBe(0);
  });

  it('refuses a delay above 900 seconds, a body above 1 MiB and an unknown queue', async () => {
    await expect(send('plain', 'x', { DelaySeconds: 901 })).rejects.toThrow('must be >= 0 and <= 900');
    await expect(send('plain', 'x'.repeat(1_048_577))).rejects.toThrow('shorter than 1048576 bytes');
    await expect(send('nowhere', 'x')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('shows a message again after its visibility timeout, with the receive count', async () => {
    await send('plain', 'x', { DelaySeconds: 0 });
    const [first] = await receive('plain');
    expect(await receive('plain')).toEqual([]);
    await stage.advance('PT30S');
    const [second] = await receive('plain');
    expect(second?.Attributes?.['ApproximateReceiveCount']).toBe('2');
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    // The old handle is no longer good.
    await stage.sqs.send(
      new DeleteMessageCommand({
        QueueUrl: stage.queueUrl('plain'),
        ReceiptHandle: first?.ReceiptHandle ?? '',
      }),
    );
    expect((await stage.queue('plain')).inFlight).toBe(1);
  });

  it('serves the group with the least in flight first: a backlog does not hold up another one', async () => {
    const bodies = async (most: number) =>
      (await receive('plain', { MaxNumberOfMessages: most })).map(({ Body }) => Body);
    const sendTo = (group: string, body: string) =>
      send('plain', body, { DelaySeconds: 0, MessageGroupId: group });
    for (const number of [1, 2, 3, 4]) await sendTo('storm', `storm-${number}`);
    expect(await bodies(2)).toEqual(['storm-1', 'storm-2']);
    await sendTo('calm', 'calm-1');
    expect(await bodies(2)).toEqual(['calm-1', 'storm-3']);
    // What comes back is not in flight any more.
    await stage.advance('PT30S');
    expect(await bodies(2)).toEqual(['storm-4', 'calm-1']);
  });

  it('lets the consumer change the visibility timeout', async () => {
    await send('plain', 'x', { DelaySeconds: 0 });
    const [message] = await receive('plain');
    const change = { QueueUrl: stage.queueUrl('plain'), ReceiptHandle: message?.ReceiptHandle ?? '' };
    await stage.sqs.send(new ChangeMessageVisibilityCommand({ ...change, VisibilityTimeout: 300 }));
    await stage.advance('PT280S');
    expect(await receive('plain')).toEqual([]);
    await stage.advance('PT20S');
    expect(await receive('plain')).toHaveLength(1);
  });

  it('lets a long poll wait for the message on the turned clock', async () => {
    await send('plain', 'x', { DelaySeconds: 10 });
    const polled = receive('plain', { WaitTimeSeconds: 20 });
    await stage.advance('PT10S');
    expect(await polled).toHaveLength(1);
  });

  it('forgets a message after the retention period', async () => {
    await send('plain', 'x', { DelaySeconds: 0 });
    await stage.advance('P4D');
    expect((await stage.queue('plain')).visible).toBe(0);
  });

  it('keeps message attributes with the MD5 that the SDK and AWS compute', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'a' } };
    const sent = await send('plain', 'x', { DelaySeconds: 0, MessageAttributes });
    const [message] = await receive('plain', { MessageAttributeNames: ['All'] });
    expect(message?.MessageAttributes).toEqual(MessageAttributes);
    expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
  });
});

describe('a queue that feeds a function', () => {
  it('keeps only the failed messages of a batch and retries them after the visibility timeout', async () => {
    const Entries = [
      { Id: 'a', MessageBody: JSON.stringify({ name: 'good' }) },
      { Id: 'b', MessageBody: JSON.stringify({ name: 'bad', outcome: 'fail' }) },
    ];
    await stage.sqs.send(new SendMessageBatchCommand({ QueueUrl: stage.queueUrl('work'), Entries }));
    await stage.idle();
    expect((await stage.rows()).map(({ pk }) => pk)).toEqual(['good']);
    expect(await stage.queue('work')).toMatchObject({ visible: 0, inFlight: 1 });
    await stage.advance('PT40S');
    expect(await stage.said('consume')).toHaveLength(1);
    await stage.advance('PT20S');
    expect((await stage.said('consume')).at(-1)).toEqual({ batch: [[Entries[1]?.MessageBody, '2']] });
  });

  it('moves a message to the dead-letter queue after its last receive, and back on demand', async () => {
    await send('work', { name: 'bad', outcome: 'throw' });
    // Twice a visibility timeout of a minute, and the moments that the function itself takes.
    await stage.advance('PT3M');
    expect(await stage.queue('work')).toMatchObject({ visible: 0, inFlight: 0 });
    const dead = await stage.queue('dead');
    expect(dead).toMatchObject({ visible: 1, deadLettersOf: ['Work'] });
    expect(JSON.parse(dead.messages[0].body)).toEqual({ name: 'bad', outcome: 'throw' });
    await stage.sqs.send(
      new StartMessageMoveTaskCommand({ SourceArn: 'arn:aws:sqs:us-east-1:000000000000:dead' }),
    );
    await stage.idle();
    expect((await stage.queue('dead')).visible).toBe(0);
    expect(await stage.said('consume')).toHaveLength(3);
  });

  it('delivers each message twice on demand', async () => {
    await stage.control('POST', '/faults', {
      service: 'sqs',
      operation: 'deliver',
      error: 'duplicate',
      nth: '*',
    });
    await send('work', { name: 'twice' });
    await stage.idle();
    expect(await stage.said('consume')).toHaveLength(2);
    expect(await stage.queue('work')).toMatchObject({ visible: 0, inFlight: 0 });
  });
});
