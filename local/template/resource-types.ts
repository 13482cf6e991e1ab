import { createHash } from 'node:crypto';

export const account = '000000000000';
export const region = 'us-east-1';

/** What CloudFormation answers for a resource: its physical name, `Ref` and `Fn::GetAtt`. */
export interface Identity {
  readonly name: string;
  readonly ref: string;
  readonly arn?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface Place {
  readonly stack: string;
  readonly logicalId: string;
  /** Where the stage listens: queue URLs and the API endpoint point there. */
  readonly url: string;
}

/** What a resource's name and ARN can depend on. */
export const namingProperties = [
  ...[
    'AlarmName',
    'AliasName',
    'EventBusName',
    'FunctionName',
    'GroupName',
    'InstanceArn',
    'LogGroupName',
    'ManagedPolicyName',
  ],
  ...['MultiRegion', 'Name', 'QueueName', 'RoleName', 'StageName', 'TableName', 'TopicName'],
];

type Identify = (names: Readonly<Record<string, string | undefined>>, place: Place) => Identity;

const arnOf = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;

/** Stable over restarts, so that state kept in a data directory still fits. */
const stableHex = (place: Place, length: number): string =>
  createHash('sha256').update(`${place.stack}/${place.logicalId}`).digest('hex').slice(0, length);

const defaultName = (place: Place): string => `${place.stack}-${place.logicalId}`.slice(0, 64);

const withArn = (name: string, ref: string, arn: string, attributes = {}): Identity => ({
  name,
  ref,
  arn,
  attributes: { Arn: arn, ...attributes },
});

function named(property: string, service: string, prefix = ''): Identify {
  return (names, place) => {
    const name = names[property] ?? defaultName(place);
    return withArn(name, name, arnOf(service, prefix + name));
  };
}

const anonymous: Identify = (_, place) => ({ name: place.logicalId, ref: stableHex(place, 10) });

const table: Identify = (names, place) => {
  const name = names['TableName'] ?? defaultName(place);
  const arn = arnOf('dynamodb', `table/${name}`);
  return withArn(name, name, arn, { StreamArn: `${arn}/stream/2026-01-01T00:00:00.000` });
};

/** Types that the stage runs, or reads to decide what is allowed. */
const behaving: Record<string, Identify> = {
  'AWS::SQS::Queue': (names, place) => {
    const name = names['QueueName'] ?? defaultName(place);
    const queueUrl = `${place.url}/${account}/${name}`;
    return withArn(name, queueUrl, arnOf('sqs', name), { QueueName: name, QueueUrl: queueUrl });
  },
  'AWS::SNS::Topic': (names, place) => {
    const name = names['TopicName'] ?? defaultName(place);
    const arn = arnOf('sns', name);
    return { name, ref: arn, arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::KMS::Key': (names, place) => {
    const hex = stableHex(place, 32);
    const id =
      names['MultiRegion'] === 'true'
        ? `mrk-${hex}`
        : hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return withArn(id, id, arnOf('kms', `key/${id}`), { KeyId: id });
  },
  'AWS::SecretsManager::Secret': (names, place) => {
    const name = names['Name'] ?? defaultName(place);
    const arn = arnOf('secretsmanager', `secret:${name}-${stableHex(place, 6)}`);
    return { name, ref: arn, arn, attributes: { Id: arn } };
  },
  'AWS::Events::EventBus': (names, place) => {
    const name = names['Name'] ?? defaultName(place);
    return withArn(name, name, arnOf('events', `event-bus/${name}`), { Name: name });
  },
  'AWS::Events::Rule': (names, place) => {
    const name = names['Name'] ?? defaultName(place);
    const bus = (names['EventBusName'] ?? 'default').replace(/^.*event-bus\//, '');
    const path = bus === 'default' ? name : `${bus}/${name}`;
    return withArn(name, path.replace('/', '|'), arnOf('events', `rule/${path}`));
  },
  'AWS::Connect::ContactFlow': (names, place) => {
    const id = stableHex(place, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    const arn = `${names['InstanceArn'] ?? ''}/contact-flow/${id}`;
    return { name: names['Name'] ?? id, ref: arn, arn, attributes: { ContactFlowArn: arn } };
  },
  'AWS::Connect::IntegrationAssociation': anonymous,
  'AWS::CloudWatch::Alarm': named('AlarmName', 'cloudwatch', 'alarm:'),
  'AWS::Lambda::Function': named('FunctionName', 'lambda', 'function:'),
  'AWS::IAM::Role': (names, place) => {
    const name = names['RoleName'] ?? defaultName(place);
    return withArn(name, name, `arn:aws:iam::${account}:role/${name}`, { RoleId: stableHex(place, 20) });
  },
  'AWS::IAM::ManagedPolicy': (names, place) => {
    const name = names['ManagedPolicyName'] ?? defaultName(place);
    const arn = `arn:aws:iam::${account}:policy/${name}`;
    return { name, ref: arn, arn, attributes: { PolicyArn: arn } };
  },
  'AWS::Scheduler::Schedule': (names, place) => {
    const name = names['Name'] ?? defaultName(place);
    return withArn(name, name, arnOf('scheduler', `schedule/${names['GroupName'] ?? 'default'}/${name}`));
  },
  'AWS::ApiGatewayV2::Api': (names, place) => {
    const id = stableHex(place, 10);
    return { name: names['Name'] ?? id, ref: id, attributes: { ApiId: id, ApiEndpoint: place.url } };
  },
  'AWS::ApiGatewayV2::Integration': anonymous,
  'AWS::ApiGatewayV2::Route': anonymous,
  'AWS::IAM::Policy': anonymous,
  'AWS::Lambda::EventInvokeConfig': anonymous,
  'AWS::Lambda::EventSourceMapping': anonymous,
  'AWS::Lambda::Permission': anonymous,
  'AWS::Logs::SubscriptionFilter': anonymous,
  'AWS::SNS::Subscription': anonymous,
  'AWS::SNS::TopicPolicy': anonymous,
  'AWS::SQS::QueuePolicy': anonymous,
};

/** Types that change nothing on one machine: names, logs and dashboards. */
const inert: Record<string, Identify> = {
  'AWS::ApiGatewayV2::Stage': ({ StageName: name = '' }) => ({ name, ref: name }),
  'AWS::CDK::Metadata': anonymous,
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', 'cloudwatch', 'alarm:'),
  'AWS::CloudWatch::Dashboard': anonymous,
  'AWS::KMS::Alias': ({ AliasName: name = '' }) => ({ name, ref: name }),
  'AWS::Logs::LogGroup': (names, place) => {
    const name = names['LogGroupName'] ?? defaultName(place);
    // CloudFormation's Arn of a log group covers its streams.
    return withArn(name, name, `${arnOf('logs', `log-group:${name}`)}:*`);
  },
  'AWS::Logs::MetricFilter': anonymous,
  'AWS::Scheduler::ScheduleGroup': named('Name', 'scheduler', 'schedule-group/'),
};

export const resourceTypes: Readonly<Record<string, Identify>> = { ...behaving, ...inert };
