import type { SecretReader } from '../aws/secrets.ts';
import type { StandingOf } from '../tenants/standing.ts';
import type { SecretsOf } from './verify-sender.ts';

/**
 * The secrets that a tenant signs with: the present one, and during a rotation the one before. Secrets Manager is asked
 * only about tenants: made-up names must cost nothing there.
 */
export const secretsIn =
  (readSecret: SecretReader, prefix: string, standingOf: StandingOf): SecretsOf =>
  async (tenantId) => {
    const standing = await standingOf(tenantId);
    if (standing === 'unknown') return undefined;
    if (standing === 'removed') return 'removed';
    const secret = await readSecret(`${prefix}${tenantId}`);
    return secret && [secret['current'], secret['previous']].filter((value) => value !== undefined);
  };
