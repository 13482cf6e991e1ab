import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkTokens } from './link-tokens.ts';
import type { SecretReader } from '../platform/aws/secrets.ts';

/**
 * Tokens that say "our page offered this, until then": `<expiry>.<HMAC-SHA256>`. Keyed by the pseudonym secret under a
 * label of its own, so that no pseudonym is ever a token.
 */
export const hmacLinkTokens = (readSecret: SecretReader, secretId: string): LinkTokens => {
  const sign = async (scope: readonly string[], expiry: string): Promise<string> => {
    const pepper = (await readSecret(secretId))?.['pepper'];
    if (pepper === undefined) throw new Error('the pseudonym secret has no "pepper"');
    return createHmac('sha256', pepper)
      .update(['link-token', ...scope, expiry].join('|'))
      .digest('base64url');
  };
  return {
    async issue(scope, until) {
      const expiry = String(Date.parse(until));
      return `${expiry}.${await sign(scope, expiry)}`;
    },
    async check(scope, token, now) {
      const [expiry = '', signature = ''] = token.split('.');
      const expected = Buffer.from(await sign(scope, expiry));
      const given = Buffer.from(signature);
      return (
        given.length === expected.length &&
        timingSafeEqual(given, expected) &&
        Number(expiry) > Date.parse(now)
      );
    },
  };
};
