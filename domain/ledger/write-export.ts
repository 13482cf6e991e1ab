import type { Instant } from '../instant.ts';
import { canonical, factLine, type LedgerFact } from '../canonical-json.ts';
import type { ExportHeader, ExportSeal } from './verify-export.ts';

/** A digest with its facts, as an export holds them. */
export interface ExportedDigest {
  readonly jws: string;
  readonly hashes: readonly string[];
  readonly facts: readonly LedgerFact[];
}

/** All lines of an export but the last, which seals them. */
export const exportLines = (
  tenantId: string,
  groups: readonly ExportedDigest[],
  now: Instant,
): readonly string[] => {
  const header: ExportHeader = {
    kind: 'vigil-ledger-export',
    tenantId,
    exportedAt: now,
    digests: groups.length,
    facts: groups.reduce((sum, { facts }) => sum + facts.length, 0),
  };
  return [
    canonical(header),
    ...groups.flatMap(({ jws, hashes, facts }) => [
      canonical({ digest: jws, hashes }),
      ...facts.map((fact) => factLine(fact)),
    ]),
  ];
};

export const exportSeal = (tenantId: string, sha256OfText: string): ExportSeal => ({
  kind: 'ledger-export-seal',
  tenantId,
  sha256: sha256OfText,
});

/** The text that the seal covers. */
export const sealedText = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

export const sealLine = (seal: string): string => `${canonical({ seal })}\n`;
