import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { secretsClient } from '../aws/aws-clients.ts';
import { secretReader } from '../aws/secrets.ts';
import { secretsIn } from '../http/tenant-secrets.ts';
import type { SecretsOf } from '../http/verify-sender.ts';
import type { Log } from '../lambda/log.ts';
import { dynamoAggregates } from '../state/dynamo-aggregates.ts';
import { rememberedStanding, type StandingOf } from './standing.ts';

/** Who may send: the tenants in the State table, with their secrets in Secrets Manager. */
export const tenantSenders = (
  environment: { readonly STATE_TABLE: string; readonly WEBHOOK_SECRET_PREFIX: string },
  dynamo: DynamoDBDocumentClient,
  log: Log,
): { readonly secretsOf: SecretsOf; readonly standingOf: StandingOf } => {
  const standingOf = rememberedStanding(dynamoAggregates(dynamo, environment.STATE_TABLE), log);
  const readSecret = secretReader(secretsClient());
  return { standingOf, secretsOf: secretsIn(readSecret, environment.WEBHOOK_SECRET_PREFIX, standingOf) };
};
