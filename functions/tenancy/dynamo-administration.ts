import { randomInt } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../domain/instant.ts';
import { managedSecrets } from '../platform/aws/managed-secrets.ts';
import { dynamoAggregates } from '../platform/state/dynamo-aggregates.ts';
import type { Administration } from './administer.ts';
import { openIncidentsOf } from './dynamo-open-incidents.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const newSecret = (): string =>
  Array.from({ length: 44 }, () => alphabet[randomInt(alphabet.length)]).join('');

/** What administers the tenants of a deployment: its State table, and Secrets Manager. */
export const tenantAdministration = (
  { stage, stateTable }: { readonly stage: string; readonly stateTable: string },
  dynamo: DynamoDBDocumentClient,
  secrets: SecretsManagerClient,
  now: () => Instant,
): Administration => ({
  stage,
  aggregates: dynamoAggregates(dynamo, stateTable),
  // A secret that each deployment has; who adds a tenant need not know its key.
  secrets: managedSecrets(secrets, `vigil/${stage}/pseudonym`),
  openIncidents: openIncidentsOf(dynamo, stateTable),
  newSecret,
  now,
});
