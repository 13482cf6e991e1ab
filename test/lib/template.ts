/** A CloudFormation template, as far as the tests read it. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>
  >;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DeletionPolicy?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

/** A resource of the synthesized templates. */
export interface Resource {
  /** Its construct path without the stack, for example `update-clearance/queue`. */
  readonly name: string;
  readonly logicalId: string;
  readonly stack: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy: string | undefined;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: { readonly Service?: string; readonly AWS?: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: {
    readonly StringEquals?: Readonly<Record<string, string>>;
    readonly 'ForAllValues:StringLike'?: Readonly<Record<string, string | readonly string[]>>;
  };
}

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

/** The properties that the tests look into, of whatever type of resource has them. */
interface MetricStat {
  readonly Metric: {
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  };
}

export interface Properties {
  readonly AccessLogSettings?: { readonly Format: string };
  readonly AlarmActions?: readonly string[];
  readonly AlarmDescription?: string;
  readonly AttributeDefinitions?: readonly unknown[];
  readonly BatchSize?: number;
  readonly DeadLetterConfig?: unknown;
  readonly DefaultRouteSettings?: { readonly ThrottlingRateLimit: number };
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly EnableKeyRotation?: boolean;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly EventBusName?: string;
  readonly EventPattern?: { readonly 'detail-type'?: readonly string[] };
  readonly EventSourceArn?: string;
  readonly FilterCriteria?: { readonly Filters: readonly { readonly Pattern: string }[] };
  readonly FunctionName?: string;
  readonly FunctionResponseTypes?: readonly string[];
  readonly GenerateSecretString?: unknown;
  readonly GlobalSecondaryIndexes?: readonly unknown[];
  readonly KeyPolicy?: PolicyDocument;
  readonly KeySpec?: string;
  readonly KmsKeyId?: string;
  readonly KmsKeyIdentifier?: string;
  readonly KmsMasterKeyId?: string;
  readonly LoggingConfig?: { readonly LogGroup: string };
  readonly ManagedPolicyArns?: readonly string[];
  readonly MaximumRetryAttempts?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly MessageRetentionPeriod?: number;
  readonly MetricName?: string;
  readonly MultiRegion?: boolean;
  readonly Metrics?: readonly { readonly Expression?: string; readonly MetricStat?: MetricStat }[];
  readonly Name?: string;
  readonly OKActions?: readonly string[];
  readonly PointInTimeRecoverySpecification?: { readonly RecoveryPeriodInDays: number };
  readonly Policies?: readonly { readonly PolicyDocument: PolicyDocument }[];
  readonly PolicyDocument?: PolicyDocument;
  readonly RedrivePolicy?: unknown;
  readonly ReservedConcurrentExecutions?: number;
  readonly Replicas?: readonly Properties[];
  readonly RetentionInDays?: number;
  readonly Role?: string;
  readonly Roles?: readonly string[];
  readonly RouteKey?: string;
  readonly ScalingConfig?: { readonly MaximumConcurrency: number };
  readonly StreamSpecification?: { readonly StreamViewType: string };
  readonly Targets?: readonly unknown[];
  readonly TimeToLiveSpecification?: unknown;
  readonly Timeout?: number;
  readonly VisibilityTimeout?: number;
}
