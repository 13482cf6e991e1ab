import type { SecretReader } from '../aws/secrets.ts';
import type { SecretsOf } from './verify-sender.ts';

/** The secrets that a tenant signs with: the present one, and during a rotation the one before. */
export const secretsIn =
  (readSecret: SecretReader, prefix: string): SecretsOf =>
  async (tenantId) => {
    const secret = await readSecret(`${prefix}${tenantId}`);
    return secret && [secret['current'], secret['previous']].filter((value) => value !== undefined);
  };
