import type { SignedClaims } from '../../../domain/signed-claims.ts';

/** Signs claims as a compact JWS (RFC 7515) that anybody verifies with the published keys; `typ` follows from `kind`. */
export type Sign = (claims: SignedClaims) => Promise<string>;
