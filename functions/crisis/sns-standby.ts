import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientOptions } from '../platform/aws/client-options.ts';
import type { Log } from '../platform/lambda/log.ts';
import type {
  StandbyDependencies,
  StandbyEnvironment,
  StandbyPhone,
  StandbyPhones,
  StandbyWriter,
  Waiting,
} from './standby.ts';
import { snsSms } from './sns-sms.ts';

/** What the secret holds. */
interface Standby {
  readonly phones: readonly StandbyPhone[];
}

/** One secret a tenant, under a common prefix: encrypted at rest, and read without DynamoDB. */
export const secretStandby = (
  client: SecretsManagerClient,
  prefix: string,
): StandbyPhones & StandbyWriter => ({
  async of(tenantId) {
    try {
      const { SecretString } = await client.send(
        new GetSecretValueCommand({ SecretId: `${prefix}${tenantId}` }),
      );
      const { phones = [] } = JSON.parse(SecretString ?? '{}') as Partial<Standby>;
      return phones;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  },
  async save(tenantId, phones) {
    await client.send(
      new PutSecretValueCommand({
        SecretId: `${prefix}${tenantId}`,
        SecretString: JSON.stringify({ phones } satisfies Standby),
      }),
    );
  },
});

/** Clients of its own: what is loaded only in an outage must not be part of what every page loads. */
export const standbyBySms = (
  environment: StandbyEnvironment,
  log: Log,
  waiting: Waiting,
): StandbyDependencies => ({
  phones: secretStandby(new SecretsManagerClient(clientOptions), environment.STANDBY_SECRET_PREFIX),
  sms: snsSms(new SNSClient(clientOptions), environment.ORIGINATION_NUMBER),
  log,
  waiting,
  now: Date.now,
});
