import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { mustGoAgain } from '../domain/retention/reapply.ts';
import type { SealedRecord } from '../domain/records/sealed-record.ts';
import { dynamoAggregates } from '../functions/platform/state/dynamo-aggregates.ts';
import type { Report } from './report.ts';
import { dispositionKey, retentionProfileKey } from '../functions/retention/keys.ts';

export interface Reapply {
  readonly state: string;
  /** The restored table, before anything reads it. */
  readonly records: string;
  readonly dryRun: boolean;
}

/**
 * Goes through a restored Records table once and deletes what was purged or erased after the backup. It reads every
 * row, which is right here and nowhere else: nothing says what a backup brings back.
 */
export const reapplyPurges = async (
  { state, records, dryRun }: Reapply,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
  now: string = new Date().toISOString(),
  /** Called after each deletion: a run that dies has said how far it came. */
  onGone: (line: string) => void = () => undefined,
): Promise<Report> => {
  const aggregates = dynamoAggregates(client, state);
  let kept = 0;
  const gone: { tenantId: string; recordId: string; reason: string }[] = [];
  const attributes = ['pk', 'sk', 'tenantId', 'subject', 'recordId', 'sealedAt', 'retention'];
  const pages = paginateScan(
    { client },
    {
      TableName: records,
      ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
    },
  );
  for await (const { Items = [] } of pages) {
    for (const row of Items) {
      const record = row as unknown as SealedRecord;
      const clientId = record.subject.replace(/^client:/, '');
      const disposition = await aggregates.load(dispositionKey(record));
      const retentionProfile = await aggregates.load(retentionProfileKey(record.tenantId, clientId));
      const why = mustGoAgain(record, disposition?.state, retentionProfile?.state, now);
      if (why === undefined) {
        kept += 1;
        continue;
      }
      const { tenantId, recordId } = record;
      gone.push({ tenantId, recordId, reason: why });
      onGone(`${tenantId} ${recordId}: ${why}`);
      if (!dryRun) {
        await client.send(
          new DeleteCommand({
            TableName: records,
            Key: { pk: row['pk'] as string, sk: row['sk'] as string },
          }),
        );
      }
    }
  }
  const text = `${kept} records may stay; ${gone.length} ${dryRun ? 'would be deleted' : 'were deleted'} again`;
  return { exitCode: 0, text, json: { dryRun, kept, gone } };
};
