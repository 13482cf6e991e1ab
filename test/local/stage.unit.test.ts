import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PublishCommand } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import { runStage, type RunningStage } from './fixtures/running-stage.ts';

let stage: RunningStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const start = async (options: Parameters<typeof runStage>[0] = {}) => (stage = await runStage(options));
const work = (running: RunningStage, body: object) =>
  running.sqs.send(
    new SendMessageCommand({ QueueUrl: running.queueUrl('work'), MessageBody: JSON.stringify(body) }),
  );

describe('what the stage refuses to run', () => {
  it('lists every resource type that it does not know in one error', async () => {
    const change = (resources: Record<string, unknown>) => {
      resources['One'] = { Type: 'AWS::S3::Bucket' };
      resources['Two'] = { Type: 'AWS::Foo::Bar' };
    };
    await expect(start({ change })).rejects.toThrow(
      'AWS::S3::Bucket (fixture/One), AWS::Foo::Bar (fixture/Two)',
    );
  });

  it('names a pattern operator that it does not know', async () => {
    const running = start({
      change: ({ Rule }) => {
        Rule.Properties.EventPattern = { source: [{ wildcard: 'a*' }] };
      },
    });
    await expect(running).rejects.toThrow('pattern operator wildcard');
  });

  it('names a property that it would otherwise ignore', async () => {
    const running = start({
      change: ({ Rule }) => {
        Rule.Properties.Targets[0].InputTransformer = {};
      },
    });
    await expect(running).rejects.toThrow('does not know InputTransformer');
  });

  it('refuses a mapping that the role may not read, and a timeout above the visibility, as AWS does', async () => {
    const denied = start({
      change: ({ consumeRole }) => {
        consumeRole.Properties.Policies[0].PolicyDocument.Statement.shift();
      },
    });
    await expect(denied).rejects.toThrow('not authorized to perform: sqs:ReceiveMessage');
    const slow = start({
      change: ({ Work }) => {
        Work.Properties.VisibilityTimeout = 5;
      },
    });
    await expect(slow).rejects.toThrow('less than Function timeout: 10 seconds');
  });
});

describe('who may do what', () => {
  it('lets a function do what its role allows and nothing else', async () => {
    const running = await start({
      change: ({ consumeRole }) => {
        consumeRole.Properties.Policies[0].PolicyDocument.Statement.pop();
      },
    });
    await work(running, { name: 'denied' });
    await running.idle();
    expect(await running.rows()).toEqual([]);
    const logs: { line: string }[] = await running.control('GET', '/logs?function=consume');
    expect(logs.some(({ line }) => line.includes('is not authorized to perform: dynamodb:PutItem'))).toBe(
      true,
    );
  });

  it('lets a function send to phones without letting it publish to topics', async () => {
    const running = await start();
    expect((await fetch(`${running.url}/v1/things/1?mode=sms`)).status).toBe(200);
    expect((await fetch(`${running.url}/v1/things/1?mode=topic`)).status).toBe(500);
    const logs: { line: string }[] = await running.control('GET', '/logs?function=http');
    expect(logs.some(({ line }) => line.includes('AuthorizationError'))).toBe(true);
  });

  it('knows nobody by an unknown key, and says so for an operation that it does not know', async () => {
    const running = await start();
    const credentials = { accessKeyId: 'SOMEBODY', secretAccessKey: 'x' };
    const stranger = new SQSClient({ endpoint: running.url, region: 'us-east-1', credentials });
    await expect(stranger.send(new ListQueuesCommand())).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(running.sqs.send(new ListQueuesCommand())).rejects.toThrow(
      'does not know the SQS operation ListQueues',
    );
  });
});

/** One request of each service with a parameter that it would have to ignore. */
it.each([
  [
    'dynamodb',
    'DynamoDB_20120810.GetItem',
    { TableName: 'fixture-Table', Key: { pk: { S: 'x' } }, Strange: 1 },
  ],
  ['sqs', 'AmazonSQS.SendMessage', { QueueUrl: '/work', MessageBody: 'x', Strange: 1 }],
  ['events', 'AWSEvents.PutEvents', { Entries: [], Strange: 1 }],
  ['kms', 'TrentService.GetPublicKey', { KeyId: 'x', Strange: 1 }],
  ['secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: 'x', Strange: 1 }],
])('names a parameter of %s that it does not know, with its operation', async (service, target, input) => {
  const running = await start();
  const answer = await fetch(running.url, {
    method: 'POST',
    body: JSON.stringify(input),
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=LOCALROOT/20300101/us-east-1/${service}/aws4_request`,
      'x-amz-target': target,
    },
  });
  expect(answer.status).toBe(400);
  const { message } = (await answer.json()) as { message: string };
  expect(message).toContain(target.split('.')[1]);
  expect(message).toContain('the stage does not know Strange');
});

it('names a parameter of SNS that it does not know', async () => {
  const running = await start();
  const structured = new PublishCommand({
    PhoneNumber: '+12025550101',
    Message: '{}',
    MessageStructure: 'json',
  });
  await expect(running.sns.send(structured)).rejects.toThrow(
    'SNS Publish: the stage does not know MessageStructure',
  );
});

describe('faults', () => {
  const fault = {
    service: 'dynamodb',
    operation: 'PutItem',
    function: 'consume',
    error: 'InternalServerError',
  };

  it('fails a call before its effect, once', async () => {
    const running = await start();
    await running.control('POST', '/faults', fault);
    await work(running, { name: 'x' });
    await running.idle();
    expect(await running.rows()).toEqual([]);
    await running.advance('PT1M');
    expect(await running.rows()).toHaveLength(1);
    expect(await running.control('GET', '/faults')).toMatchObject([{ seen: 2, fired: 1 }]);
  });

  it('fails a call after its effect, and forgets on demand', async () => {
    const running = await start();
    await running.control('POST', '/faults', { ...fault, when: 'after', nth: '*' });
    await work(running, { name: 'x' });
    await running.idle();
    expect(await running.rows()).toHaveLength(1);
    expect(await running.queue('work')).toMatchObject({ inFlight: 1 });
    await running.control('DELETE', '/faults');
    await running.advance('PT1M');
    expect(await running.queue('work')).toMatchObject({ inFlight: 0 });
    const calls = await running.control('GET', '/calls');
    expect(calls).toContainEqual({
      function: 'consume',
      service: 'dynamodb',
      operation: 'PutItem',
      count: 2,
      failed: 1,
    });
  });

  it('fails every operation of a service, and only once where nothing else is said', async () => {
    const running = await start();
    await running.control('POST', '/faults', { ...fault, operation: '*', function: undefined });
    await work(running, { name: 'x' });
    await running.idle();
    expect(await running.rows()).toEqual([]);
    expect(await running.control('GET', '/faults')).toMatchObject([{ operation: '*', seen: 1, fired: 1 }]);
  });

  it('refuses a fault that it does not understand', async () => {
    const running = await start();
    await expect(running.control('POST', '/faults', { ...fault, service: 'dynamo' })).rejects.toThrow(
      'services that fail: connect, dynamodb',
    );
    await expect(running.control('POST', '/faults', { ...fault, when: 'during' })).rejects.toThrow(
      '400: when is',
    );
  });
});

describe('time', () => {
  it('starts no schedule that is paused, and refuses the name of one that it does not have', async () => {
    const running = await start({ pausedSchedules: ['tick'] });
    await running.advance('PT5M');
    expect(await running.said('tick')).toEqual([]);
    await expect(start({ pausedSchedules: ['tock'] })).rejects.toThrow('no schedule starts tock');
  });

  it("turns the functions' own clock, and starts a schedule once an interval", async () => {
    const running = await start({ now: new Date('2030-01-31T10:00:00Z') });
    await running.advance('PT3M');
    const ticks = await running.said('tick');
    expect(ticks.map(({ tick }) => tick)).toEqual([
      '2030-01-31T10:01:00Z',
      '2030-01-31T10:02:00Z',
      '2030-01-31T10:03:00Z',
    ]);
    for (const { tick, now } of ticks)
      expect(Math.abs(Date.parse(now) - Date.parse(tick))).toBeLessThan(5000);
    const { now } = await running.advance('P1M');
    expect(now).toMatch(/^2030-02-28T10:03/);
  });

  it.each([
    ['P30D', 100],
    ['P1Y', 25],
  ])('thins a schedule in a turn of %s to %i starts, and then goes on in its rhythm', async (turn, most) => {
    const running = await start();
    await running.advance(turn);
    const thinned = (await running.said('tick')).length;
    expect(thinned).toBeGreaterThan(most * 0.9);
    expect(thinned).toBeLessThanOrEqual(most + 1);
    await running.advance('PT2M');
    expect(await running.said('tick')).toHaveLength(thinned + 2);
  });

  it('refuses what is no duration', async () => {
    const running = await start();
    await expect(running.advance('10 minutes')).rejects.toThrow('ISO 8601');
  });
});

describe('phones', () => {
  const number = '+12025550101';
  const publish = (running: RunningStage) =>
    running.sns.send(
      new PublishCommand({
        PhoneNumber: number,
        Message: 'Page <A1> & more',
        MessageAttributes: {
          'AWS.MM.SMS.OriginationNumber': { DataType: 'String', StringValue: '+12025550199' },
        },
      }),
    );

  it('show what was sent, with its attributes', async () => {
    const running = await start();
    const { MessageId } = await publish(running);
    const [phone] = await running.control('GET', '/phones');
    const attributes = { 'AWS.MM.SMS.OriginationNumber': '+12025550199' };
    expect(phone).toMatchObject({
      number,
      carrier: 'ok',
      messages: [{ id: MessageId, text: 'Page <A1> & more', attributes }],
    });
  });

  it('answer through the two-way topic to the function that subscribes', async () => {
    const running = await start();
    const { MessageId } = await publish(running);
    const sent = await running.control('POST', `/phones/${number}/reply`, { text: 'A1' });
    await running.idle();
    expect(sent).toMatchObject({ destinationNumber: '+12025550199', previousPublishedMessageId: MessageId });
    expect(await running.said('reply')).toEqual([{ reply: 'A1', from: number }]);
  });

  it('swallow messages when unreachable, while the sender still gets a message id', async () => {
    const running = await start();
    await running.control('PUT', `/phones/${encodeURIComponent(number)}`, { carrier: 'unreachable' });
    expect((await publish(running)).MessageId).toBeTypeOf('string');
    expect(await running.control('GET', '/phones')).toMatchObject([
      { messages: [], lost: [{ because: 'unreachable' }] },
    ]);
  });

  it('take no more texts after STOP, and take them again after START', async () => {
    const running = await start();
    const carrierAfter = async (text: string) => {
      await running.control('POST', `/phones/${number}/reply`, { text });
      return ((await running.control('GET', '/phones')) as { carrier: string }[])[0]?.carrier;
    };
    expect(await carrierAfter('START')).toBe('ok');
    expect(await carrierAfter('stop')).toBe('opted-out');
    expect(await carrierAfter('please start')).toBe('opted-out');
    expect(await carrierAfter(' Start ')).toBe('ok');
    await running.control('PUT', `/phones/${encodeURIComponent(number)}`, { carrier: 'unreachable' });
    expect(await carrierAfter('START')).toBe('unreachable');
  });

  it('have their answer tried three times, after one and two minutes', async () => {
    const running = await start();
    await running.control('POST', `/phones/${number}/reply`, { text: 'fail' });
    await running.advance('PT5M');
    const logs: { line: string }[] = await running.control('GET', '/logs');
    expect(logs.filter(({ line }) => line.includes('no reply'))).toHaveLength(3);
    expect(logs.some(({ line }) => line.includes('failed 3 times'))).toBe(true);
  });

  it('are refused when they are no phones', async () => {
    const running = await start();
    await expect(running.control('PUT', '/phones/12', { carrier: 'ok' })).rejects.toThrow('400: 12 is not');
    await expect(
      running.sns.send(new PublishCommand({ PhoneNumber: '12', Message: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

it('answers its own machine only on the control plane', async () => {
  const running = await start();
  const answer = await fetch(`${running.url}/_local/clock`, { headers: { origin: 'https://example.org' } });
  expect(answer.status).toBe(403);
});
