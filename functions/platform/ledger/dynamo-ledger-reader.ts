import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { LedgerFact } from '../../../domain/canonical-json.ts';
import { ledgerExpiry } from '../../../domain/ledger/ledger-key.ts';
import { hourPartition, hourPartitions, kindPartitions } from './ledger-shards.ts';
import type { DigestWriter, LedgerReader, StoredDigest } from './ledger-reader.ts';
import { epochSeconds } from '../aws/epoch-seconds.ts';
import { itemMetadata } from '../aws/item-metadata.ts';

type Row = Record<string, unknown>;

/** Hashes in one item: 4,000 of 44 bytes each stay far below the 400 KB that an item may have. */
const hashesAnItem = 4000;

const digestKey = (sequence: number): string => String(sequence).padStart(12, '0');

const ledgerFactOf = ({ id, type, time, tenantId, data }: Row): LedgerFact =>
  ({ id, type, time, tenantId, data }) as LedgerFact;

const digestOf = ({ claims, jws, late, lateThrough }: Row): StoredDigest =>
  ({ claims, jws, late, lateThrough }) as StoredDigest;

/** The ledger table, read partition by partition. */
export const dynamoLedgerReader = (client: DynamoDBDocumentClient, tableName: string): LedgerReader => {
  const pages = async function* (query: Partial<ConstructorParameters<typeof QueryCommand>[0]>) {
    let start: Row | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          ...query,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      yield (page.Items ?? []) as Row[];
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  };
  const rows = async (query: Parameters<typeof pages>[0]): Promise<Row[]> => {
    const all: Row[] = [];
    for await (const page of pages(query)) all.push(...page);
    return all;
  };
  /** The rows of several partitions in the order of their sort keys. */
  const merged = async (queries: readonly Parameters<typeof pages>[0][]): Promise<Row[]> =>
    (await Promise.all(queries.map(rows)))
      .flat()
      .sort(({ sk: left }, { sk: right }) => ((left as string) < (right as string) ? -1 : 1));
  const within = (pk: string, after: string, until?: string) => ({
    KeyConditionExpression:
      until === undefined ? 'pk = :pk AND sk > :after' : 'pk = :pk AND sk BETWEEN :after AND :until',
    ExpressionAttributeValues: {
      ':pk': pk,
      ':after': after,
      ...(until === undefined ? {} : { ':until': until }),
    },
    ConsistentRead: true,
  });

  return {
    async hoursAfter(tenantId, after) {
      return (await rows(within(`${tenantId}#hours`, after))).map(({ sk }) => sk as string);
    },

    async factsOf(tenantId, hour) {
      const found = await merged(hourPartitions(tenantId, hour).map((pk) => within(pk, ' ')));
      return found.filter(({ late }) => late !== true).map(ledgerFactOf);
    },

    async factsAt(tenantId, places) {
      const facts: LedgerFact[] = [];
      for (const { hour, position } of places) {
        const { Item } = await client.send(
          new GetCommand({
            TableName: tableName,
            Key: { pk: hourPartition(tenantId, hour, position), sk: position },
            ConsistentRead: true,
          }),
        );
        if (Item !== undefined) facts.push(ledgerFactOf(Item));
      }
      return facts;
    },

    async lateAfter(tenantId, after, until) {
      const found = await rows(within(`${tenantId}#late`, after, until));
      return found
        .filter(({ sk }) => sk !== after)
        .map(({ sk, hour, position }) => ({
          marker: sk as string,
          place: { hour: hour as string, position: position as string },
        }));
    },

    async lastDigest(tenantId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          ...within(`${tenantId}#digests`, ' '),
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      return Items[0] && digestOf(Items[0]);
    },

    async *digests(tenantId, fromSequence) {
      const from = digestKey(Math.max(0, fromSequence - 1));
      for await (const page of pages(within(`${tenantId}#digests`, from))) yield* page.map(digestOf);
    },

    async hashesOf(tenantId, sequence) {
      const key = digestKey(sequence);
      const found = await rows(within(`${tenantId}#digest-hashes`, `${key}#`, `${key}#~`));
      return found.flatMap(({ hashes }) => hashes as string[]);
    },

    async ofType(tenantId, type, from, until) {
      const ofShard = (kind: string) => ({
        IndexName: 'byKind',
        KeyConditionExpression: 'kind = :kind AND sk BETWEEN :from AND :until',
        ExpressionAttributeValues: { ':kind': kind, ':from': from, ':until': `${until}~` },
      });
      return (await merged(kindPartitions(tenantId, type).map(ofShard))).map(ledgerFactOf);
    },
  };
};

/** Adds digests to the ledger table. The hashes come first: a digest is never there without them. */
export const dynamoDigestWriter = (client: DynamoDBDocumentClient, tableName: string): DigestWriter => ({
  async add({ claims, jws, late, lateThrough }, hashes) {
    const { tenantId, sequence, digestedAt } = claims;
    const expiresAt = epochSeconds(ledgerExpiry(digestedAt));
    for (let start = 0; start < hashes.length; start += hashesAnItem) {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: {
            ...itemMetadata(),
            pk: `${tenantId}#digest-hashes`,
            sk: `${digestKey(sequence)}#${String(start / hashesAnItem).padStart(6, '0')}`,
            hashes: hashes.slice(start, start + hashesAnItem),
            expiresAt,
          },
        }),
      );
    }
    try {
      await client.send(
        new PutCommand({
          TableName: tableName,
          Item: {
            ...itemMetadata(),
            pk: `${tenantId}#digests`,
            sk: digestKey(sequence),
            claims,
            jws,
            late,
            lateThrough,
            // Never expires: the next digest is linked to it, however many years later.
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return 'added';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'exists';
      throw error;
    }
  },
});
