import type { Instant } from '../../domain/instant.ts';

/** Proof that our own page offered an action, a while ago at most. The scope says which one, to whom and about what. */
export interface LinkTokens {
  issue(scope: readonly string[], until: Instant): Promise<string>;
  /** False for a token of another scope, forged or expired. */
  check(scope: readonly string[], token: string, now: Instant): Promise<boolean>;
}
