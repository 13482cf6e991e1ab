import { Aws, Stack, Validations } from 'aws-cdk-lib';
import type { TableV2 as Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { EndUserMessagingArns } from '../stage-config.ts';
import type { VigilFunction } from './vigil-function.ts';

type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';

/**
 * DynamoDB, SQS and Secrets Manager use the customer's key in the caller's name. These are the actions that they
 * need, and the function may use them only through that service.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const keyUse = {
  read: ['kms:Decrypt', 'kms:DescribeKey'],
  readAndWrite: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
} as const;

/** Items of the table itself; an index is granted by `mayQueryIndex`. */
export function mayUseItems(on: VigilFunction, table: Table, ...actions: readonly ItemAction[]): void {
  useItems(on, table, {}, actions);
}

/**
 * Only the items whose partition key matches one of the patterns. Never for a scan, which names no key: IAM would allow it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function mayUseItemsNamed(
  on: VigilFunction,
  table: Table,
  patterns: readonly string[],
  ...actions: readonly Exclude<ItemAction, 'Query'>[]
): void {
  useItems(on, table, { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } }, actions);
}

function useItems(
  on: VigilFunction,
  table: Table,
  conditions: Record<string, object>,
  actions: readonly ItemAction[],
): void {
  on.allow(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [table.tableArn],
      conditions,
    }),
  );
  const reads = new Set<ItemAction>(['GetItem', 'BatchGetItem', 'Query']);
  allowThrough(
    'dynamodb',
    on,
    table.encryptionKey,
    actions.every((action) => reads.has(action)) ? keyUse.read : keyUse.readAndWrite,
  );
}

export function mayQueryIndex(on: VigilFunction, table: Table, index: string): void {
  allow(on, ['dynamodb:Query'], `${table.tableArn}/index/${index}`);
  allowThrough('dynamodb', on, table.encryptionKey, keyUse.read);
}

export function mayReadStream(on: VigilFunction, table: Table): void {
  const actions = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
  allow(on, actions, table.tableStreamArn ?? '');
  allow(on, ['dynamodb:ListStreams'], '*'); // Lambda asks for it, and it knows no resources
  allowThrough('dynamodb', on, table.encryptionKey, keyUse.read);
}

export function maySend(on: VigilFunction, queue: IQueue): void {
  allow(on, ['sqs:SendMessage'], queue.queueArn);
  allowThrough('sqs', on, queue.encryptionMasterKey, ['kms:Decrypt', 'kms:GenerateDataKey']);
}

/** `ChangeMessageVisibility` lets a function hand a failed message back sooner than its time-out. */
export function mayConsume(on: VigilFunction, queue: IQueue): void {
  const actions = [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:ChangeMessageVisibility',
    'sqs:GetQueueAttributes',
  ];
  allow(on, actions, queue.queueArn);
  allowThrough('sqs', on, queue.encryptionMasterKey, ['kms:Decrypt']);
}

export function mayPutEvents(on: VigilFunction, bus: EventBus): void {
  allow(on, ['events:PutEvents'], bus.eventBusArn);
}

export function mayReadSecret(on: VigilFunction, secret: Secret): void {
  allow(on, ['secretsmanager:GetSecretValue'], secret.secretArn);
  allowThrough('secretsmanager', on, secret.encryptionKey, ['kms:Decrypt']);
}

/** The standby numbers of all tenants; who may write them cannot read them. */
export function mayUseStandby(
  on: VigilFunction,
  { standbySecretPrefix: prefix, dataKey }: { readonly standbySecretPrefix: string; readonly dataKey: IKey },
  action: 'GetSecretValue' | 'PutSecretValue',
): void {
  const arn = `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:${prefix}*`;
  allow(on, [`secretsmanager:${action}`], arn);
  const write = action === 'PutSecretValue' ? ['kms:GenerateDataKey'] : [];
  allowThrough('secretsmanager', on, dataKey, ['kms:Decrypt', ...write]);
  Validations.of(on).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${prefix}*]`,
    reason: 'The prefix holds the standby numbers of the tenants and nothing else.',
  });
}

/** By prefix, so that an unknown tenant is "not found" rather than "access denied". */
export function mayReadSecretsNamed(on: VigilFunction, prefix: string, key: IKey): void {
  const arn = `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:${prefix}*`;
  allow(on, ['secretsmanager:GetSecretValue'], arn);
  allowThrough('secretsmanager', on, key, ['kms:Decrypt']);
  Validations.of(on).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${prefix}*]`,
    reason: 'The prefix holds the webhook secrets of the tenants and nothing else.',
  });
}

/** Reads how tenants stand, and nothing else of the table. */
export function mayReadTenants(on: VigilFunction, state: Table): void {
  mayUseItemsNamed(on, state, ['tenant#*'], 'GetItem');
}

/** Verifies the signatures of tenants: how a tenant stands, and its secrets. */
export function mayVerifySenders(
  on: VigilFunction,
  {
    crypto,
    data,
  }: {
    readonly crypto: { readonly webhookSecretPrefix: string; readonly dataKey: IKey };
    readonly data: { readonly state: Table };
  },
): void {
  mayReadTenants(on, data.state);
  mayReadSecretsNamed(on, crypto.webhookSecretPrefix, crypto.dataKey);
}

/** The subject under which functions seal the contacts of people on call. */
export const onCallSubject = 'roster';

type DataKeyAction = 'GenerateDataKey' | 'Decrypt';

/** Makes and unwraps the data keys of clients, and no others: KMS compares the encryption context. */
export function mayUseClientKeys(
  on: VigilFunction,
  { vaultKey }: { readonly vaultKey: IKey },
  ...actions: readonly DataKeyAction[]
): void {
  useDataKeys(on, vaultKey, { 'kms:EncryptionContext:purpose': 'vault' }, actions);
}

/** Makes and unwraps the data keys of the contacts of people on call, and no others. */
export function mayUseOnCallKeys(
  on: VigilFunction,
  { onCallKey }: { readonly onCallKey: IKey },
  ...actions: readonly DataKeyAction[]
): void {
  const context = {
    'kms:EncryptionContext:purpose': 'on-call',
    'kms:EncryptionContext:subject': onCallSubject,
  };
  useDataKeys(on, onCallKey, context, actions);
}

/** Makes and unwraps the keys that seal the secrets of endpoints, and opens nothing of a client. */
export function mayUseDeliveryKeys(
  on: VigilFunction,
  { vaultKey }: { readonly vaultKey: IKey },
  ...actions: readonly DataKeyAction[]
): void {
  const context = {
    'kms:EncryptionContext:purpose': 'vault',
    'kms:EncryptionContext:subject': 'delivery',
  };
  useDataKeys(on, vaultKey, context, actions);
}

function useDataKeys(
  on: VigilFunction,
  key: IKey,
  context: Readonly<Record<string, string>>,
  actions: readonly DataKeyAction[],
): void {
  on.allow(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: actions.map((action) => `kms:${action}`),
      resources: [key.keyArn],
      conditions: { StringEquals: context },
    }),
  );
}

/** Direct use of a signing key, as opposed to use through a service. */
export function mayUseKey(
  on: VigilFunction,
  key: IKey,
  ...actions: readonly ('Sign' | 'GetPublicKey')[]
): void {
  allow(
    on,
    actions.map((action) => `kms:${action}`),
    key.keyArn,
  );
}

/** Texts to phones and to nothing else: a publish to a number has no resource, so every topic is excluded instead. */
export function mayText(on: VigilFunction): void {
  on.allow(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['sns:Publish'],
      notResources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
    }),
  );
}

/** Texts from this phone number or pool, under this protect configuration. */
export function mayTextFrom(
  on: VigilFunction,
  { origination, protectConfiguration }: Pick<EndUserMessagingArns, 'origination' | 'protectConfiguration'>,
): void {
  for (const arn of [origination, protectConfiguration]) allow(on, ['sms-voice:SendTextMessage'], arn);
}

/** Asks whether a phone has opted out of texts. */
export function mayAskAboutOptOut(
  on: VigilFunction,
  { optOutList }: Pick<EndUserMessagingArns, 'optOutList'>,
): void {
  allow(on, ['sms-voice:DescribeOptedOutNumbers'], optOutList);
}

/** Asks whether the account may send texts, and how many; neither knows resources. */
export function mayAskAboutAccount(on: VigilFunction): void {
  allow(on, ['sms-voice:DescribeAccountAttributes', 'sms-voice:DescribeSpendLimits'], '*');
}

/** Starts calls. The action knows no resources: only the account's Connect instances limit it. */
export function mayCall(on: VigilFunction): void {
  allow(on, ['connect:StartOutboundVoiceContact'], '*');
}

/** The list of all alarms has no resource but all of them. */
export function mayListAlarms(on: VigilFunction): void {
  allow(
    on,
    ['cloudwatch:DescribeAlarms'],
    `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:*`,
  );
  Validations.of(on).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*]',
    reason: 'DescribeAlarms without names is judged by this resource and no narrower one.',
  });
}

/** Publishes to this topic and no other. */
export function mayPublish(on: VigilFunction, topic: ITopic, key: IKey): void {
  allow(on, ['sns:Publish'], topic.topicArn);
  allowThrough('sns', on, key, ['kms:Decrypt', 'kms:GenerateDataKey']);
}

/** Asks whether a phone takes texts, and whether the account may send any; neither knows resources. */
export function mayAskAboutPhones(
  on: VigilFunction,
  ...more: readonly ('sns:GetSMSSandboxAccountStatus' | 'sns:GetSMSAttributes')[]
): void {
  allow(on, ['sns:CheckIfPhoneNumberIsOptedOut', ...more], '*');
}

function allow(on: VigilFunction, actions: readonly string[], resource: string): void {
  on.allow(new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [resource] }));
}

function allowThrough(
  service: string,
  on: VigilFunction,
  key: IKey | undefined,
  actions: readonly string[],
): void {
  if (key === undefined) return;
  on.allow(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: [...actions],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(on).region}.amazonaws.com` } },
    }),
  );
}
