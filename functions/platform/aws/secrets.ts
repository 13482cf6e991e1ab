import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** How long a secret stays in memory: a rotated one works everywhere within minutes, and the one before is accepted meanwhile. */
const cacheMs = 5 * 60 * 1000;

/** Reads secrets that are JSON objects, and remembers them for minutes. An unknown name is `undefined`, and not remembered. */
export const secretReader = (client: SecretsManagerClient) => {
  const cached = new Map<string, { readonly value: Record<string, string>; readonly until: number }>();
  return async (secretId: string): Promise<Record<string, string> | undefined> => {
    const known = cached.get(secretId);
    if (known !== undefined && known.until > Date.now()) return known.value;
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      const value = JSON.parse(SecretString ?? '{}') as Record<string, string>;
      cached.set(secretId, { value, until: Date.now() + cacheMs });
      return value;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
};

export type SecretReader = ReturnType<typeof secretReader>;
