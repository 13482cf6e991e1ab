import canonicalize from 'canonicalize';

/** The one spelling of a value (RFC 8785, JSON Canonicalization Scheme). @throws for what JSON cannot say */
export const canonical = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON');
  return text;
};

/** SHA-256 of UTF-8 text, base64url. */
export type Sha256 = (text: string) => string;

/** A fact as the ledger keeps it. */
export interface LedgerFact {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly tenantId: string;
  readonly data: object;
}

/** The line of a fact: what its hash is taken of, and what an export holds. */
export const factLine = ({ id, type, time, tenantId, data }: LedgerFact): string =>
  canonical({ id, type, time, tenantId, data });
