import * as z from 'zod';
import type { Sha256 } from '../../../domain/canonical-json.ts';
import { ledgerStart } from '../../../domain/ledger/ledger-key.ts';
import {
  type ExportedDigest,
  exportLines,
  exportSeal,
  sealedText,
  sealLine,
} from '../../../domain/ledger/write-export.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { LedgerReader } from '../../platform/ledger/ledger-reader.ts';
import type { Sign } from '../../platform/signing/signer.ts';
import { tooMuch } from '../../platform/http/records-api-problem.ts';
import {
  type Answered,
  type Asked,
  type RecordsApiDependencies,
  signedRequest,
  textAnswer,
} from '../../platform/http/signed-request.ts';

export interface Dependencies extends RecordsApiDependencies {
  readonly ledger: LedgerReader;
  readonly sign: Sign;
  readonly sha256: Sha256;
  readonly now: Now;
}

export const exportRequest = z.strictObject({
  fromSequence: z
    .int()
    .min(1)
    .default(1)
    .describe('The first digest; 1 is the very first. Exports that follow each other link.'),
});

/** `POST /v1/ledger-exports`: digests and their facts as NDJSON, for `vigil verify`. */
export const makeHandler = (dependencies: Dependencies) =>
  signedRequest(dependencies, exportRequest, (asked) => exportLedger(dependencies, asked));

/** Below the 6 MB of a Lambda answer; the next export goes on behind the last digest of this one. */
const largestAnswer = 5_000_000;

const exportLedger = async (
  { ledger, sign, sha256, now: clock }: Dependencies,
  { tenantId, body }: Asked<z.infer<typeof exportRequest>>,
): Promise<Answered> => {
  const now = clock();
  const groups: ExportedDigest[] = [];
  let size = 0;
  for await (const digest of ledger.digests(tenantId, body.fromSequence)) {
    const { claims, jws, late } = digest;
    // Facts older than the ledger keeps them are gone by policy; an export begins behind them.
    if ((claims.hour ?? claims.digestedAt) < ledgerStart(now)) continue;
    const facts = [
      ...(claims.hour === undefined ? [] : await ledger.factsOf(tenantId, claims.hour)),
      ...(await ledger.factsAt(tenantId, late)),
    ];
    const hashes = await ledger.hashesOf(tenantId, claims.sequence);
    size += JSON.stringify(facts).length + jws.length + 46 * hashes.length;
    if (size > largestAnswer) break;
    groups.push({ jws, hashes, facts });
  }
  if (groups.length === 0 && size > 0) {
    return {
      problem: tooMuch(
        'One hour alone is larger than 5 MB: read it from the table, as docs/runbook.md says.',
      ),
    };
  }
  const lines = exportLines(tenantId, groups, now);
  const text = sealedText(lines);
  const seal = await sign(exportSeal(tenantId, sha256(text)));
  return textAnswer('application/x-ndjson', text + sealLine(seal));
};
