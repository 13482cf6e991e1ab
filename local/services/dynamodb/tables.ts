import * as z from 'zod';
import { region } from '../../template/resource-types.ts';
import { flag, ignored, read } from '../../shapes.ts';
import type { Template } from '../../template/template.ts';

/** A table of the template: `AWS::DynamoDB::Table`, or `AWS::DynamoDB::GlobalTable`. */
export interface TableDefinition {
  readonly type?: string;
  readonly name: string;
  readonly shortName: string;
  readonly arn: string;
  readonly streamArn?: string;
  /** As the template has them, with every reference resolved. */
  readonly properties: unknown;
}

/** A table as the stage runs it. */
export interface Table {
  readonly name: string;
  readonly shortName: string;
  readonly arn: string;
  readonly keySchema: z.output<typeof keySchema>;
  readonly attributeDefinitions: z.output<typeof attributeDefinitions>;
  readonly globalSecondaryIndexes: readonly Index[];
  readonly stream?: { readonly arn: string; readonly viewType: string };
  readonly ttlAttribute?: string;
  /** The customer managed key that encrypts it. */
  readonly keyArn?: string;
}

export type Index = z.output<typeof index>;

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.string() }));
const attributeDefinitions = z.array(
  z.strictObject({ AttributeName: z.string(), AttributeType: z.string() }),
);
const throughput = [
  'OnDemandThroughput',
  'ProvisionedThroughput',
  'ReadOnDemandThroughputSettings',
  'WriteOnDemandThroughputSettings',
] as const;
const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.string(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
  ...ignored('ContributorInsightsSpecification', ...throughput),
});
const encryption = z.strictObject({
  KMSMasterKeyId: z.string().optional(),
  ...ignored('SSEEnabled', 'SSEType'),
});

/** What both resource types have. Throughput, recovery, tags and insights change nothing that the stage shows. */
const shared = {
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: attributeDefinitions,
  GlobalSecondaryIndexes: z.array(index).default([]),
  StreamSpecification: z.strictObject({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: flag }).optional(),
  SSESpecification: encryption.optional(),
  ...ignored('BillingMode', ...throughput),
};
const unseen = ignored(
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'PointInTimeRecoverySpecification',
  'TableClass',
  'Tags',
);
const tableProperties = z.strictObject({ ...shared, ...unseen });
const replicaProperties = z.strictObject({
  Region: z.string(),
  SSESpecification: encryption.optional(),
  ...unseen,
  ...ignored('GlobalSecondaryIndexes', 'ReadOnDemandThroughputSettings'),
});
const globalTableProperties = z.strictObject({ ...shared, Replicas: z.array(z.unknown()) });

export function tablesOf(template: Template): TableDefinition[] {
  return [...template.of('AWS::DynamoDB::Table'), ...template.of('AWS::DynamoDB::GlobalTable')].map(
    (resource) => {
      const streamArn = resource.attributes?.['StreamArn'];
      return { ...resource, ...(streamArn !== undefined && { streamArn }) };
    },
  );
}

/** @throws UnreadableError for what the stage does not know of it. */
export function readTable(definition: TableDefinition): Table {
  const { name, shortName, arn, streamArn } = definition;
  const properties =
    definition.type === 'AWS::DynamoDB::GlobalTable'
      ? localReplica(definition)
      : read(name, definition.properties, tableProperties);
  const { StreamSpecification, TimeToLiveSpecification, SSESpecification } = properties;
  const keyArn = SSESpecification?.KMSMasterKeyId;
  return {
    name,
    shortName,
    arn,
    keySchema: properties.KeySchema,
    attributeDefinitions: properties.AttributeDefinitions,
    globalSecondaryIndexes: properties.GlobalSecondaryIndexes,
    ...(StreamSpecification &&
      streamArn !== undefined && {
        stream: { arn: streamArn, viewType: StreamSpecification.StreamViewType },
      }),
    ...(TimeToLiveSpecification?.Enabled === true && { ttlAttribute: TimeToLiveSpecification.AttributeName }),
    ...(keyArn !== undefined && { keyArn }),
  };
}

/**
 * A global table as the table that it is in the stage's region: what its replica there sets for itself joins the rest.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
function localReplica({ name, properties }: TableDefinition) {
  const { Replicas, ...table } = read(name, properties, globalTableProperties);
  const local = Replicas.find(
    (replica) => z.looseObject({ Region: z.literal(region) }).safeParse(replica).success,
  );
  if (local === undefined) throw new Error(`${name}: it has no replica in ${region}, where the stage runs`);
  const replica = read(`${name}, replica in ${region}`, local, replicaProperties);
  return { ...table, SSESpecification: { ...table.SSESpecification, ...replica.SSESpecification } };
}
