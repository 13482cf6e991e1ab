import { createHash } from 'node:crypto';

/**
 * Partitions over which one hour of a tenant's facts is spread. One takes 1,000 writes a second (DynamoDB developer
 * guide, "partition key design"); eight take the busiest hour of a large tenant, and a read asks all of them at once.
 */
const shards = 8;

/** The shard of a fact; the same fact is always in the same one. */
const shardOf = (position: string): number =>
  (createHash('sha256').update(position).digest()[0] ?? 0) % shards;

export const hourPartition = (tenantId: string, hour: string, position: string): string =>
  `${tenantId}#${hour}#${shardOf(position)}`;

export const hourPartitions = (tenantId: string, hour: string): string[] =>
  Array.from({ length: shards }, (_, shard) => `${tenantId}#${hour}#${shard}`);

/** Where the index `byKind` lists a fact. */
export const kindPartition = (tenantId: string, type: string, position: string): string =>
  `${tenantId}#${type}#${shardOf(position)}`;

export const kindPartitions = (tenantId: string, type: string): string[] =>
  Array.from({ length: shards }, (_, shard) => `${tenantId}#${type}#${shard}`);
