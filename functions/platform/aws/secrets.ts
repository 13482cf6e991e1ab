import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** How long a secret stays in memory: a rotated one works everywhere within minutes, and the one before is accepted meanwhile. */
const cacheMs = 5 * 60 * 1000;

/** How old a secret may be that is asked for again, since a signature did not fit it: forged requests must cost little. */
const freshMs = 10 * 1000;

/**
 * Reads secrets that are JSON objects, and remembers them for minutes; `fresh` reads them again unless that was done just
 * now. An unknown name is `undefined`, and not remembered; so is one that is about to be deleted.
 */
export const secretReader = (client: SecretsManagerClient) => {
  const cached = new Map<string, { readonly value: Record<string, string>; readonly readAt: number }>();
  return async (secretId: string, fresh?: 'fresh'): Promise<Record<string, string> | undefined> => {
    const known = cached.get(secretId);
    const maxAgeMs = fresh === undefined ? cacheMs : freshMs;
    if (known !== undefined && known.readAt + maxAgeMs > Date.now()) return known.value;
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      const value = JSON.parse(SecretString ?? '{}') as Record<string, string>;
      cached.set(secretId, { value, readAt: Date.now() });
      return value;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors
      if (error instanceof InvalidRequestException && /deletion|deleted/.test(error.message))
        return undefined;
      throw error;
    }
  };
};

export type SecretReader = ReturnType<typeof secretReader>;
