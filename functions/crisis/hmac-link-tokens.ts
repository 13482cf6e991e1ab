import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../domain/instant.ts';
import type { LinkTokens } from './link-tokens.ts';
import type { SecretReader } from '../platform/aws/secrets.ts';

/**
 * Tokens that say "this page was shown for this link, until then": `<expiry>.<HMAC-SHA256>`. Keyed by the pseudonym secret
 * under a label of its own, so that no pseudonym is ever a token.
 */
export const hmacLinkTokens = (readSecret: SecretReader, secretId: string): LinkTokens => {
  const sign = async (linkId: string, expiry: string): Promise<string> => {
    const pepper = (await readSecret(secretId))?.['pepper'];
    if (pepper === undefined) throw new Error('the pseudonym secret has no "pepper"');
    return createHmac('sha256', pepper).update(`link-token|${linkId}|${expiry}`).digest('base64url');
  };
  return {
    async issue(linkId, until) {
      const expiry = String(Date.parse(until));
      return `${expiry}.${await sign(linkId, expiry)}`;
    },
    async check(linkId, token, now: Instant) {
      const [expiry = '', signature = ''] = token.split('.');
      const expected = Buffer.from(await sign(linkId, expiry));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
      return Number(expiry) > Date.parse(now) ? 'good' : 'expired';
    },
  };
};
