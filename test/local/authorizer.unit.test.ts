import { describe, expect, test } from 'vitest';
import { createAuthorizer, phoneResource } from '../../local/iam/authorizer.ts';

const account = '000000000000';
const table = `arn:aws:dynamodb:us-east-1:${account}:table/State`;
const queue = `arn:aws:sqs:us-east-1:${account}:escalation`;
const topic = `arn:aws:sns:us-east-1:${account}:alarm`;
const key = `arn:aws:kms:us-east-1:${account}:key/vault-id`;
const stream = `${table}/stream/2026-11-02T09:00:00.000`;
const phone = phoneResource('+12025550101');

const allow = (Action: string | string[], Resource: string | string[], more = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource: string, more = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

function roleWith(...statements: object[]) {
  return createAuthorizer({
    roles: [
      { roleName: 'role', arn: `arn:aws:iam::${account}:role/role`, policies: [document(...statements)] },
    ],
  });
}
const denied = { code: 'AccessDeniedException' };

describe('identity policies', () => {
  test('what a role is granted is allowed, in any of its policies', async () => {
    const authorizer = createAuthorizer({
      roles: [
        {
          roleName: 'role',
          arn: `arn:aws:iam::${account}:role/role`,
          policies: [document(allow('dynamodb:GetItem', table)), document(allow('sqs:SendMessage', queue))],
        },
      ],
    });
    await authorizer.check('role', [
      { action: 'dynamodb:GetItem', resource: table },
      { action: 'sqs:SendMessage', resource: queue },
    ]);
  });

  test('what it is not granted is denied, in the words of AWS', async () => {
    const check = roleWith(allow('dynamodb:GetItem', table)).check(
      'role',
      [
        { action: 'dynamodb:GetItem', resource: table },
        { action: 'dynamodb:PutItem', resource: table },
      ],
      'vigil-local-escalate',
    );
    await expect(check).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::000000000000:assumed-role/role/vigil-local-escalate is not authorized to perform: ' +
        `dynamodb:PutItem on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
    });
  });

  test('another table, or an index without its own grant, is denied', async () => {
    const authorizer = roleWith(allow('dynamodb:*', table));
    for (const resource of [`${table}/index/byDeadline`, `${table}s`])
      await expect(authorizer.check('role', [{ action: 'dynamodb:Query', resource }])).rejects.toMatchObject(
        denied,
      );
  });

  test('a deny beats an allow', async () => {
    const authorizer = roleWith(allow('*', '*'), deny('dynamodb:DeleteItem', table));
    await expect(
      authorizer.check('role', [{ action: 'dynamodb:DeleteItem', resource: table }]),
    ).rejects.toThrow('explicit deny');
    await authorizer.check('role', [{ action: 'dynamodb:PutItem', resource: table }]);
  });

  test('a condition decides each time, although verdicts are remembered', async () => {
    const Condition = { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } };
    const authorizer = roleWith(allow('kms:Decrypt', key, { Condition }));
    const via = (service: string) =>
      authorizer.check('role', [
        { action: 'kms:Decrypt', resource: key, context: { 'kms:ViaService': service } },
      ]);
    await via('dynamodb.us-east-1.amazonaws.com');
    await expect(via('sqs.us-east-1.amazonaws.com')).rejects.toMatchObject(denied);
    await via('dynamodb.us-east-1.amazonaws.com');
  });

  test('actions on everything are judged with *, as list actions are', async () => {
    const authorizer = roleWith(allow('dynamodb:ListStreams', '*'));
    await authorizer.check('role', [{ action: 'dynamodb:ListStreams', resource: stream }]);
  });

  test('a stream can be read with a grant on the stream', async () => {
    const actions = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'];
    const read = actions.map((action) => ({ action, resource: stream }));
    await roleWith(allow(actions, stream)).check('role', read);
    await expect(roleWith(allow(actions, table)).check('role', read)).rejects.toMatchObject(denied);
  });

  test('leading keys decide by the partition keys of all items that a request names', async () => {
    const Condition = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#roster', 'incident#*'] },
    };
    const authorizer = roleWith(allow(['dynamodb:BatchGetItem', 'dynamodb:Query'], table, { Condition }));
    const read = (...keys: string[]) =>
      authorizer.check('role', [
        { action: 'dynamodb:BatchGetItem', resource: table, context: { 'dynamodb:LeadingKeys': keys } },
      ]);
    await read('clinic#roster');
    await read('clinic#roster', 'incident#clinic#client-1');
    await expect(read('clinic#client:client-1')).rejects.toMatchObject(denied);
    await expect(read('clinic#roster', 'clinic#client:client-1')).rejects.toMatchObject(denied);
  });

  test('a request whose leading keys the stage does not know is an error where a policy limits it by them', async () => {
    const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#roster'] } };
    const authorizer = roleWith(
      allow('dynamodb:Get*', table, { Condition }),
      allow('dynamodb:Query', `${table}/index/byDeadline`),
    );
    await expect(authorizer.check('role', [{ action: 'dynamodb:GetItem', resource: table }])).rejects.toThrow(
      'limits dynamodb:GetItem by dynamodb:LeadingKeys, which the stage does not know',
    );
    await authorizer.check('role', [{ action: 'dynamodb:Query', resource: `${table}/index/byDeadline` }]);
  });

  test('the encryption context decides about a key, and none at all is a denial', async () => {
    const Condition = { StringEquals: { 'kms:EncryptionContext:purpose': 'on-call' } };
    const authorizer = roleWith(allow('kms:Decrypt', key, { Condition }));
    const decrypt = (context: Record<string, string>) =>
      authorizer.check('role', [{ action: 'kms:Decrypt', resource: key, context }]);
    await decrypt({ 'kms:EncryptionContext:purpose': 'on-call' });
    await expect(decrypt({ 'kms:EncryptionContext:purpose': 'vault' })).rejects.toMatchObject(denied);
    await expect(decrypt({})).rejects.toMatchObject(denied);
  });

  test.each(['dynamodb:Attributes', 'kms:EncryptionContext:aws:dynamodb:tableName'])(
    'a condition key that the stage never fills is an error: %s',
    (name) => {
      const Condition = { 'ForAllValues:StringEquals': { [name]: ['x'] } };
      expect(() => roleWith(allow('*', '*', { Condition }))).toThrow(name.toLowerCase());
    },
  );

  test('a question that makes no sense to IAM is an error, not a denial', async () => {
    const ask = (action: string, resource: string) =>
      roleWith(allow('*', '*')).check('role', [{ action, resource }]);
    await expect(ask('dynamodb:PutItems', table)).rejects.toThrow('PutItems does not exist');
    await expect(ask('dynamodb:PutItem', queue)).rejects.toThrow('IAM cannot judge dynamodb:PutItem');
  });
});

describe('keys', () => {
  test('identity policies decide where the key policy leaves it to the account', async () => {
    const authorizer = roleWith(allow('kms:Decrypt', key));
    await authorizer.check('role', [{ action: 'kms:Decrypt', resource: key }]);
    await expect(authorizer.check('role', [{ action: 'kms:Encrypt', resource: key }])).rejects.toMatchObject(
      denied,
    );
  });

  test('a key policy that does not leave it to the account is obeyed', async () => {
    const nobody = document({
      Effect: 'Allow',
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Action: 'kms:*',
      Resource: '*',
      // What a policy says to others need not be known to the stage.
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*' } },
    });
    const authorizer = createAuthorizer({
      roles: [
        {
          roleName: 'role',
          arn: `arn:aws:iam::${account}:role/role`,
          policies: [document(allow('kms:Decrypt', key))],
        },
      ],
      resourcePolicyOf: () => nobody,
    });
    await expect(authorizer.check('role', [{ action: 'kms:Decrypt', resource: key }])).rejects.toMatchObject(
      denied,
    );
  });
});

describe('text messages', () => {
  const phonesOnly = { Effect: 'Allow', Action: 'sns:Publish', NotResource: 'arn:aws:sns:*:*:*' };
  const publish = (to: string, ...statements: object[]) =>
    roleWith(...statements).check('role', [{ action: 'sns:Publish', resource: to }]);

  test('the grant on everything but topics reaches phones and no topic', async () => {
    await publish(phone, phonesOnly);
    await expect(publish(topic, phonesOnly)).rejects.toMatchObject(denied);
  });

  test('a grant on topics reaches no phone', async () => {
    await publish(topic, allow('sns:Publish', topic));
    await expect(publish(phone, allow('sns:Publish', topic))).rejects.toThrow(
      `on resource: ${phone} because`,
    );
    await expect(publish(phone, allow('sns:Publish', 'arn:aws:sns:*:*:*'))).rejects.toMatchObject(denied);
  });

  test('a deny of everything but topics silences phones', async () => {
    await expect(publish(phone, phonesOnly, { ...phonesOnly, Effect: 'Deny' })).rejects.toThrow(
      'explicit deny',
    );
  });
});

describe('resource policies', () => {
  const { checkResource } = createAuthorizer({ roles: [] });
  const rule = `arn:aws:events:us-east-1:${account}:rule/vigil/risk`;
  const policy = document(
    allow('sqs:SendMessage', queue, {
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': rule } },
    }),
    deny('sqs:*', queue, { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  );
  const send = (source: string) => ({
    action: 'sqs:SendMessage',
    resource: queue,
    context: { 'aws:SourceArn': source },
  });

  test('the service may do it from the source that the policy names', async () => {
    expect(await checkResource(policy, 'events.amazonaws.com', send(rule))).toBe(true);
  });

  test('another source, another service, or no policy at all may not', async () => {
    expect(await checkResource(policy, 'events.amazonaws.com', send(`${rule}-2`))).toBe(false);
    expect(await checkResource(policy, 'sns.amazonaws.com', send(rule))).toBe(false);
    expect(await checkResource(undefined, 'events.amazonaws.com', send(rule))).toBe(false);
  });

  test('a permission to invoke a function covers the routes it names', async () => {
    const resource = `arn:aws:lambda:us-east-1:${account}:function:receive-event`;
    const permission = document(
      allow('lambda:InvokeFunction', resource, {
        Principal: { Service: 'apigateway.amazonaws.com' },
        Condition: {
          ArnLike: { 'AWS:SourceArn': `arn:aws:execute-api:us-east-1:${account}:api/*/*/v1/events` },
        },
      }),
    );
    const from = (path: string) => ({
      action: 'lambda:InvokeFunction',
      resource,
      context: { 'aws:SourceArn': `arn:aws:execute-api:us-east-1:${account}:api/$default/POST${path}` },
    });
    expect(await checkResource(permission, 'apigateway.amazonaws.com', from('/v1/events'))).toBe(true);
    expect(await checkResource(permission, 'apigateway.amazonaws.com', from('/v1/sessions'))).toBe(false);
  });
});
