import { createHash } from 'node:crypto';
import type { Input } from './service.ts';

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

type Identify = (properties: Input, place: Place) => Identity;

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
  return (properties, place) => {
    const name = properties[property] ?? defaultName(place);
    return withArn(name, name, arnOf(service, prefix + name));
  };
}

const anonymous: Identify = (_, place) => ({ name: place.logicalId, ref: stableHex(place, 10) });

const table: Identify = (properties, place) => {
  const name = properties.TableName ?? defaultName(place);
  const arn = arnOf('dynamodb', `table/${name}`);
  return withArn(name, name, arn, { StreamArn: `${arn}/stream/2026-01-01T00:00:00.000` });
};

/** Types that the stage runs, or reads to decide what is allowed. */
const behaving: Record<string, Identify> = {
  'AWS::SQS::Queue': (properties, place) => {
    const name = properties.QueueName ?? defaultName(place);
    const queueUrl = `${place.url}/${account}/${name}`;
    return withArn(name, queueUrl, arnOf('sqs', name), { QueueName: name, QueueUrl: queueUrl });
  },
  'AWS::SNS::Topic': (properties, place) => {
    const name = properties.TopicName ?? defaultName(place);
    const arn = arnOf('sns', name);
    return { name, ref: arn, arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::KMS::Key': (properties, place) => {
    const hex = stableHex(place, 32);
    const id =
      String(properties.MultiRegion) === 'true'
        ? `mrk-${hex}`
        : hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return withArn(id, id, arnOf('kms', `key/${id}`), { KeyId: id });
  },
  'AWS::SecretsManager::Secret': (properties, place) => {
    const name = properties.Name ?? defaultName(place);
    const arn = arnOf('secretsmanager', `secret:${name}-${stableHex(place, 6)}`);
    return { name, ref: arn, arn, attributes: { Id: arn } };
  },
  'AWS::Events::EventBus': (properties, place) => {
    const name = properties.Name ?? defaultName(place);
    return withArn(name, name, arnOf('events', `event-bus/${name}`), { Name: name });
  },
  'AWS::Events::Rule': (properties, place) => {
    const name = properties.Name ?? defaultName(place);
    const bus = String(properties.EventBusName ?? 'default').replace(/^.*event-bus\//, '');
    const path = bus === 'default' ? name : `${bus}/${name}`;
    return withArn(name, path.replace('/', '|'), arnOf('events', `rule/${path}`));
  },
  'AWS::Lambda::Function': named('FunctionName', 'lambda', 'function:'),
  'AWS::IAM::Role': (properties, place) => {
    const name = properties.RoleName ?? defaultName(place);
    return withArn(name, name, `arn:aws:iam::${account}:role/${name}`, { RoleId: stableHex(place, 20) });
  },
  'AWS::IAM::ManagedPolicy': (properties, place) => {
    const name = properties.ManagedPolicyName ?? defaultName(place);
    const arn = `arn:aws:iam::${account}:policy/${name}`;
    return { name, ref: arn, arn, attributes: { PolicyArn: arn } };
  },
  'AWS::Scheduler::Schedule': (properties, place) => {
    const name = properties.Name ?? defaultName(place);
    return withArn(name, name, arnOf('scheduler', `schedule/${properties.GroupName ?? 'default'}/${name}`));
  },
  'AWS::ApiGatewayV2::Api': (properties, place) => {
    const id = stableHex(place, 10);
    return { name: properties.Name ?? id, ref: id, attributes: { ApiId: id, ApiEndpoint: place.url } };
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

/** Types that change nothing on one machine: names, logs and alarms. */
const inert: Record<string, Identify> = {
  'AWS::ApiGatewayV2::Stage': (properties) => ({ name: properties.StageName, ref: properties.StageName }),
  'AWS::CDK::Metadata': anonymous,
  'AWS::CloudWatch::Alarm': named('AlarmName', 'cloudwatch', 'alarm:'),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', 'cloudwatch', 'alarm:'),
  'AWS::CloudWatch::Dashboard': anonymous,
  'AWS::KMS::Alias': (properties) => ({ name: properties.AliasName, ref: properties.AliasName }),
  'AWS::Logs::LogGroup': (properties, place) => {
    const name = properties.LogGroupName ?? defaultName(place);
    // CloudFormation's Arn of a log group covers its streams.
    return withArn(name, name, `${arnOf('logs', `log-group:${name}`)}:*`);
  },
  'AWS::Logs::MetricFilter': anonymous,
  'AWS::Scheduler::ScheduleGroup': named('Name', 'scheduler', 'schedule-group/'),
};

export const resourceTypes: Readonly<Record<string, Identify>> = { ...behaving, ...inert };
