import type { Instant } from '../../domain/instant.ts';

/** Proof that a form came from our own page for this link, a while ago at most. */
export interface LinkTokens {
  issue(linkId: string, until: Instant): Promise<string>;
  check(linkId: string, token: string, now: Instant): Promise<'good' | 'forged' | 'expired'>;
}
