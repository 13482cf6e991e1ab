import { canonical, type Sha256 } from '../canonical-json.ts';
import type { VerifyClaims } from '../signed-claims.ts';

/** The claims of the signature of an access export. */
export interface AccessExportSeal {
  readonly kind: 'access-export-seal';
  readonly tenantId: string;
  readonly exportId: string;
  /** SHA-256 of the canonical JSON of the bundle. */
  readonly sha256: string;
  /** SHA-256 of the page without its last line; only where a page was asked for. */
  readonly page?: string;
}

// A page is HTML with the bundle inside, and a last line with the signature of both: like the seal of a ledger export,
// it covers every byte before it, so that any version of Vigil verifies the pages of any other.

const sealLine = /\n<!-- vigil-seal: ([\w-]+\.[\w-]+\.[\w-]+) -->\n$/;
const bundleElement = /<script type="application\/json" id="vigil-bundle">([^<]*)<\/script>/;

/** The bundle as the text of a script element: valid JSON without a character that HTML could take for markup. */
export const bundleText = (bundle: object): string => canonical(bundle).replaceAll('<', '\\u003c');

export const sealPage = (page: string, seal: string): string => `${page}\n<!-- vigil-seal: ${seal} -->\n`;

/** The bytes of a page that its signature covers. */
export const sealedPart = (page: string): string => `${page}\n`;

export type AccessVerification =
  | {
      readonly outcome: 'sound';
      readonly tenantId: string;
      readonly clientId: string;
      readonly exportId: string;
      readonly exportedAt: string;
      readonly records: number;
      readonly withheld: number;
    }
  | {
      readonly outcome: 'broken';
      readonly fault:
        'not-an-access-export' | 'page-changed' | 'bundle-changed' | 'signature-broken' | 'key-unknown';
      readonly message: string;
    };

interface Bundle {
  readonly tenantId: string;
  readonly clientId: string;
  readonly exportId: string;
  readonly exportedAt: string;
  readonly records: readonly unknown[];
  readonly withheld: readonly unknown[];
}

interface Parts {
  readonly bundle: Bundle;
  readonly signature: string;
  /** The page that the signature has to cover. */
  readonly page?: string;
}

/** Checks an access export, JSON or page: nothing in it was changed since it was signed. */
export const verifyAccessExport = async (
  text: string,
  { sha256, verifyJws }: { readonly sha256: Sha256; readonly verifyJws: VerifyClaims },
): Promise<AccessVerification> => {
  const parts = partsOf(text);
  if (parts === undefined)
    return broken('not-an-access-export', 'this is neither the JSON nor the page of an access export');
  const { bundle, signature, page } = parts;
  const verified = await verifyJws(signature, ['access-export-seal']);
  if (verified.outcome === 'key-unknown')
    return broken('key-unknown', `key ${verified.kid} signed it, which is not among the keys given`);
  if (verified.outcome !== 'holds') return broken('signature-broken', 'the signature does not hold');
  const seal = verified.claims as AccessExportSeal;
  const isOfSeal =
    seal.sha256 === sha256(canonical(bundle)) &&
    seal.tenantId === bundle.tenantId &&
    seal.exportId === bundle.exportId;
  if (!isOfSeal) return broken('bundle-changed', 'the records inside are not those that were signed');
  if (page !== undefined && seal.page !== sha256(page))
    return broken('page-changed', 'the records inside are as signed, but the text around them was changed');
  const { tenantId, clientId, exportId, exportedAt, records, withheld } = bundle;
  return {
    outcome: 'sound',
    tenantId,
    clientId,
    exportId,
    exportedAt,
    records: records.length,
    withheld: withheld.length,
  };
};

const broken = (
  fault: Extract<AccessVerification, { outcome: 'broken' }>['fault'],
  message: string,
): AccessVerification => ({ outcome: 'broken', fault, message });

const partsOf = (text: string): Parts | undefined => {
  const seal = sealLine.exec(text);
  if (seal === null) {
    const { bundle, signature } = (parse(text) ?? {}) as { bundle?: unknown; signature?: unknown };
    return isBundle(bundle) && typeof signature === 'string' ? { bundle, signature } : undefined;
  }
  const page = text.slice(0, seal.index + 1);
  const bundle = parse(bundleElement.exec(page)?.[1] ?? '');
  return isBundle(bundle) ? { bundle, signature: seal[1] ?? '', page } : undefined;
};

const isBundle = (value: unknown): value is Bundle => {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, records, withheld } = value as Record<string, unknown>;
  return kind === 'access-export' && Array.isArray(records) && Array.isArray(withheld);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
