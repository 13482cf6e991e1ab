import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isLate } from '../../domain/ledger/digest.ts';
import { ledgerExpiry, ledgerKey } from '../../domain/ledger/ledger-key.ts';
import { clientIn, renameClient, staysUnlinked } from '../../domain/ledger/pseudonymize.ts';
import { reportedTypes } from '../../domain/ledger/reported-types.ts';
import { systemNow, type Now } from '../platform/lambda/clock.ts';
import type { PublishedFact } from '../platform/bus/bus.ts';
import type { Ledger } from './ledger.ts';
import { epochSeconds } from '../platform/aws/epoch-seconds.ts';
import { itemMetadata } from '../platform/aws/item-metadata.ts';
import { newPseudonym, type Pseudonyms } from '../platform/ledger/pseudonyms.ts';
import { hourPartition, kindPartition } from '../platform/ledger/ledger-shards.ts';

const reported: ReadonlySet<string> = new Set(reportedTypes);

/**
 * The ledger table: a few partitions a tenant and hour. Its writers may put and nothing else; the condition keeps them from
 * overwriting. Clients are named by pseudonyms. Markers say which hours hold facts, and which facts came late.
 */
export const dynamoLedger = (
  client: DynamoDBDocumentClient,
  tableName: string,
  pseudonyms: Pick<Pseudonyms, 'of'>,
  now: Now = systemNow,
): Ledger => {
  const markedHours = new Set<string>();

  const mark = async (pk: string, sk: string, more: object, expiresAt: number): Promise<void> => {
    await client.send(
      new PutCommand({ TableName: tableName, Item: { pk, sk, ...itemMetadata(), ...more, expiresAt } }),
    );
  };

  const underPseudonym = async (fact: PublishedFact): Promise<PublishedFact> => {
    const clientId = clientIn(fact);
    if (clientId === undefined) return fact;
    const unlinked = staysUnlinked(fact);
    return renameClient(fact, unlinked ? newPseudonym() : await pseudonyms.of(fact.tenantId, clientId));
  };

  return {
    async append(fact) {
      const { hour, position } = ledgerKey(fact);
      const { tenantId } = fact;
      const hourMarker = `${tenantId}#${hour}`;
      const expiresAt = epochSeconds(ledgerExpiry(fact.time));
      const late = isLate(hour, now());
      // The markers come first: a fact without one would be in no digest.
      if (late) await mark(`${tenantId}#late`, `${now()}#${position}`, { hour, position }, expiresAt);
      else if (!markedHours.has(hourMarker)) {
        await mark(`${tenantId}#hours`, hour, {}, expiresAt);
        markedHours.add(hourMarker);
      }
      try {
        await client.send(
          new PutCommand({
            TableName: tableName,
            Item: {
              pk: hourPartition(tenantId, hour, position),
              sk: position,
              ...itemMetadata(),
              ...(await underPseudonym(fact)),
              ...(late ? { late } : {}),
              ...(reported.has(fact.type) ? { kind: kindPartition(tenantId, fact.type, position) } : {}),
              expiresAt,
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
};
