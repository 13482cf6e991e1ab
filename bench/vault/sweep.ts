import { setTimeout } from 'node:timers/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoExpiryIndex } from '../../functions/retention/dynamo-expiry-index.ts';
import { dynamoExpiredRecords } from '../../functions/platform/sealing/dynamo-records.ts';
import { expiryShard } from '../../functions/platform/state/dynamo-sharded-index.ts';
import { localTables } from '../../test/functions/platform/local-tables.ts';

const due = 20;
const now = '2034-03-10T00:00:00.000Z';

/** What the sweep and the report read, with the same 20 records due among ever more that are stored. */
export const benchSweep = async (): Promise<void> => {
  const tables = await localTables();
  let stored = 0;
  for (const size of [1000, 10_000, 100_000]) {
    while (stored < size) {
      const batch = Array.from({ length: 25 }, (_, index) => itemOf(stored + index));
      await tables.client.send(
        new BatchWriteCommand({ RequestItems: { Records: batch.map((Item) => ({ PutRequest: { Item } })) } }),
      );
      stored += batch.length;
    }
    await setTimeout(0);
    let start = performance.now();
    const overdue = await dynamoExpiredRecords(tables.client, 'Records').overdue(now);
    const sweep = performance.now() - start;
    start = performance.now();
    const soon = await dynamoExpiryIndex(tables.client, 'Records').between(now, '2034-06-08T00:00:00.000Z');
    const report = performance.now() - start;
    console.log(
      `${size} stored: the sweep read ${overdue.length} rows in ${sweep.toFixed(0)} ms, the report ${soon.length} in ${report.toFixed(0)} ms`,
    );
  }
  await tables.close();
};

/** The first twenty are overdue, the next twenty due within the 90 days, all others in 2050. */
const itemOf = (index: number) => {
  const at = index < due ? '2034-03-01' : index < 2 * due ? '2034-04-01' : '2050-01-01';
  return {
    pk: `clinic#client:client-${index % 1000}`,
    sk: `note-${index}`,
    recordClass: 'progress-note',
    expiryShard: expiryShard(`note-${index}`),
    expiresAt: Date.parse(`${at}T12:00:00.000Z`) / 1000,
  };
};
