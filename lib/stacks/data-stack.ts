import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { StageConfig } from '../stage-config.ts';

/** The longest window of DynamoDB, for facts that nobody may ask to erase. */
const longestRecoveryDays = 35;

/** The four tables: what is going on, what is sealed, what opens it, and what happened. */
export class DataStack extends Stack {
  readonly state: TableV2;
  readonly records: TableV2;
  readonly keys: TableV2;
  readonly ledger: TableV2;

  constructor(scope: Construct, id: string, config: StageConfig, dataKey: IKey, props?: StackProps) {
    super(scope, id, props);
    const pk = { name: 'pk', type: AttributeType.STRING };
    const sk = { name: 'sk', type: AttributeType.STRING };

    this.state = this.table('State', dataKey, {
      partitionKey: pk,
      timeToLiveAttribute: 'expiresAt',
      dynamoStream: StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: recoverable(config.recoveryWindowDays),
    });
    this.state.addGlobalSecondaryIndex({
      indexName: 'byDeadline',
      partitionKey: { name: 'deadlineShard', type: AttributeType.STRING },
      sortKey: { name: 'nextStepAt', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });

    this.records = this.table('Records', dataKey, {
      partitionKey: pk,
      sortKey: sk,
      timeToLiveAttribute: 'expiresAt',
      // The old image of a removal is the evidence that a certificate rests on.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      // A purge is final only when no backup can bring the record back: this window is the wait.
      pointInTimeRecoverySpecification: recoverable(config.recoveryWindowDays),
    });
    this.records.addGlobalSecondaryIndex({
      indexName: 'byExpiry',
      partitionKey: { name: 'expiryShard', type: AttributeType.STRING },
      sortKey: { name: 'expiresAt', type: AttributeType.NUMBER },
      // What reports count by; never the ciphertext.
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['recordClass'],
    });

    this.keys = this.table('Keys', dataKey, { partitionKey: pk });
    for (const rule of ['AwsSolutions-DDB3', 'HIPAA.Security-DynamoDBPITREnabled']) {
      Validations.of(this.keys).acknowledge({
        id: rule,
        reason:
          'Erasing a client means deleting the key: a backup that brings it back would undo the erasure.',
      });
    }

    this.ledger = this.table('Ledger', dataKey, {
      partitionKey: pk,
      sortKey: sk,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: recoverable(longestRecoveryDays),
    });
    // Sparse: only facts that reports list over a period carry `kind`.
    this.ledger.addGlobalSecondaryIndex({
      indexName: 'byKind',
      partitionKey: { name: 'kind', type: AttributeType.STRING },
      sortKey: sk,
      projectionType: ProjectionType.ALL,
    });
  }

  private table(id: string, encryptionKey: IKey, props: Omit<TablePropsV2, 'tableName'>): TableV2 {
    // A global table with one replica: a second Region can join later without replacing the table.
    const table = new TableV2(this, id, {
      ...props,
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(encryptionKey),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(table).acknowledge({
      id: 'HIPAA.Security-DynamoDBInBackupPlan',
      reason:
        'Backups beyond point-in-time recovery would outlive purge and erasure, which a certificate calls final.',
    });
    new CfnOutput(this, `${id}TableName`, { value: table.tableName, description: `The ${id} table` });
    return table;
  }
}

function recoverable(recoveryPeriodInDays: number) {
  return { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays };
}
