import type { JWK } from 'jose';

/** The public keys that ever signed: a replaced key still verifies what it signed. */
export interface PublishedKeys {
  /** Stores a public key on first use; the same key again changes nothing. */
  add(key: JWK): Promise<void>;
  /** All of them, in the order of their ids. */
  all(): Promise<readonly JWK[]>;
}
