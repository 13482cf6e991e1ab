import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { incidentKey } from '../crisis/keys.ts';
import { dynamoAggregates } from '../platform/state/dynamo-aggregates.ts';
import { dueAggregates } from '../platform/state/dynamo-sharded-index.ts';

/** How many incidents of a tenant are not closed. Each has a deadline, by which the sweep finds it, too. */
export const openIncidentsOf =
  (client: DynamoDBDocumentClient, stateTable: string) =>
  async (tenantId: string): Promise<number> => {
    const aggregates = dynamoAggregates(client, stateTable);
    const due = await dueAggregates(client, stateTable, '~', 'escalation');
    let open = 0;
    for (const { kind, ids } of due) {
      const [owner = '', clientId = ''] = ids;
      if (kind !== 'incident' || owner !== tenantId) continue;
      const incident = (await aggregates.load(incidentKey(tenantId, clientId)))?.state;
      if (incident !== undefined && incident.status !== 'closed') open += 1;
    }
    return open;
  };
