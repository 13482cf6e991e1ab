/**
 * The media type of everything that Vigil signs, by the `kind` of its claims. It is the `typ` of the signature
 * (RFC 8725, 3.11), so that a digest can never be presented as a certificate.
 */
export const signedTypes = {
  purge: 'vigil-purge-certificate+jwt',
  erasure: 'vigil-erasure-certificate+jwt',
  'ledger-digest': 'vigil-ledger-digest+jwt',
  'ledger-export-seal': 'vigil-ledger-export-seal+jwt',
  'access-export-seal': 'vigil-access-export-seal+jwt',
} as const;

export type SignedKind = keyof typeof signedTypes;

export interface SignedClaims {
  readonly kind: SignedKind;
}

/** Whether a signature holds, and what it signs. */
export type VerifiedClaims =
  | { readonly outcome: 'holds'; readonly claims: unknown }
  | { readonly outcome: 'forged' }
  /** The published keys do not hold the one that signed: they may be older than the signature, or of another Vigil. */
  | { readonly outcome: 'key-unknown'; readonly kid: string }
  /** Signed by Vigil, but something else. */
  | { readonly outcome: 'other-type'; readonly typ: string };

/** Verifies a JWS in compact form that must be of one of these kinds. */
export type VerifyClaims = (jws: string, kinds: readonly SignedKind[]) => Promise<VerifiedClaims>;
