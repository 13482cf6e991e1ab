import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** Secrets that an operator makes and takes away. Each is a JSON object. */
export interface ManagedSecrets {
  /** Makes the secret, or brings it back while it waits for its deletion; one that is there stays as it is. */
  ensure(name: string, value: object): Promise<void>;
  read(name: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  write(name: string, value: object): Promise<void>;
  /** From now on nobody reads it; an operator can bring it back for 30 days. */
  discard(name: string): Promise<void>;
}

/** The longest that Secrets Manager offers. */
const recoveryWindowInDays = 30;

/**
 * Secrets Manager, with secrets under the key of `keyOf`, a secret of the deployment's own: who adds a tenant need not know
 * the key.
 */
export const managedSecrets = (client: SecretsManagerClient, keyOf: string): ManagedSecrets => {
  const find = (name: string) =>
    client.send(new DescribeSecretCommand({ SecretId: name })).catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
  return {
    async ensure(name, value) {
      const found = await find(name);
      if (found?.DeletedDate !== undefined) await client.send(new RestoreSecretCommand({ SecretId: name }));
      if (found !== undefined) return;
      const { KmsKeyId } = await client.send(new DescribeSecretCommand({ SecretId: keyOf }));
      await client
        .send(new CreateSecretCommand({ Name: name, KmsKeyId, SecretString: JSON.stringify(value) }))
        .catch((error: unknown) => {
          // The SDK repeats a call whose answer was lost.
          if (!(error instanceof ResourceExistsException)) throw error;
        });
    },
    async read(name) {
      const found = await find(name);
      if (found === undefined || found.DeletedDate !== undefined) return undefined;
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      return JSON.parse(SecretString ?? '{}') as Record<string, unknown>;
    },
    async write(name, value) {
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(value) }));
    },
    async discard(name) {
      const found = await find(name);
      if (found === undefined || found.DeletedDate !== undefined) return;
      await client.send(
        new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: recoveryWindowInDays }),
      );
    },
  };
};
