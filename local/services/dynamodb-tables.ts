import { region } from '../resource-types.ts';
import type { Input } from '../service.ts';
import { refuseUnknownProperties, type Resource, type Template } from '../template.ts';
import type { TableDefinition } from './dynamodb.ts';

/** The tables of the template: `Table`, and `GlobalTable`, of which the stage runs the replica of its own region. */
export function readTables(template: Template): TableDefinition[] {
  const tables = [...template.of('AWS::DynamoDB::Table'), ...template.of('AWS::DynamoDB::GlobalTable')];
  return tables.map((table) => {
    const streamArn = table.properties.StreamSpecification ? table.attributes?.['StreamArn'] : undefined;
    const properties = table.type === 'AWS::DynamoDB::GlobalTable' ? singleRegion(table) : table.properties;
    return { ...table, properties, ...(streamArn !== undefined && { streamArn }) };
  });
}

/**
 * A global table as the table that it is in the stage's region: what replicas set for themselves joins the rest.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
function singleRegion({ name, properties }: Resource): Input {
  const { Replicas, SSESpecification, ...shared } = properties;
  const replica = Replicas?.find((candidate: Input) => candidate.Region === region);
  if (!replica) throw new Error(`${name}: it has no replica in ${region}, where the stage runs`);
  refuseUnknownProperties(`${name}, replica in ${region}`, replica, knownReplicaProperties);
  refuseUnknownProperties(name, shared, knownGlobalProperties);
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = shared;
  const { StreamSpecification, TimeToLiveSpecification } = shared;
  return Object.fromEntries(
    Object.entries({
      KeySchema,
      AttributeDefinitions,
      GlobalSecondaryIndexes,
      LocalSecondaryIndexes,
      StreamSpecification,
      TimeToLiveSpecification,
      ...(SSESpecification && { SSESpecification: { ...SSESpecification, ...replica.SSESpecification } }),
    }).filter(([, value]) => value !== undefined),
  );
}

const knownGlobalProperties = `
  AttributeDefinitions BillingMode GlobalSecondaryIndexes KeySchema LocalSecondaryIndexes
  ReadOnDemandThroughputSettings StreamSpecification TableName TimeToLiveSpecification
  WriteOnDemandThroughputSettings
`;

const knownReplicaProperties = `
  ContributorInsightsSpecification DeletionProtectionEnabled GlobalSecondaryIndexes PointInTimeRecoverySpecification
  ReadOnDemandThroughputSettings Region SSESpecification TableClass Tags
`;
