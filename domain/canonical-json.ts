/**
 * The one spelling of a value: JSON without spaces, members sorted by UTF-16 code units (RFC 8785; facts hold strings,
 * whole numbers, booleans, lists and objects only, whose spelling ECMAScript fixes).
 */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
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
