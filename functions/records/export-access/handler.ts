import type { Fact } from '../../../events/facts.ts';
import * as z from 'zod';
import { opaqueIdPattern } from '../../../events/fields.ts';
import { canonical, type Sha256 } from '../../../domain/canonical-json.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import { newRetentionProfile } from '../../../domain/retention/retention-profile.ts';
import { type AccessExportSeal, sealedPart, sealPage } from '../../../domain/records/access-page.ts';
import { type AccessPolicy, decideOpening, type Opening } from '../../../domain/records/open-record.ts';
import { type Aggregates, changeKnown } from '../../platform/state/aggregates.ts';
import { clientKey } from '../../clearance/keys.ts';
import { openingKey } from '../keys.ts';
import { disclosedProfile, disclosedRetention } from '../../../domain/retention/disclosed.ts';
import { retentionProfileKey } from '../../retention/keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Records } from '../../platform/sealing/records.ts';
import type { Sign } from '../../platform/signing/signer.ts';
import { DoesNotOpenError, type Vault, VaultUnavailableError } from '../../platform/sealing/vault.ts';
import { tooMuch, vaultUnavailable } from '../../platform/http/records-api-problem.ts';
import {
  type Answered,
  type Asked,
  jsonAnswer,
  type RecordsApiDependencies,
  signedRequest,
  textAnswer,
} from '../../platform/http/signed-request.ts';
import type { AccessExport } from './answer-shape.ts';
import type { AccessBundle, ExportedRecord } from './bundle.ts';
import type { RetentionWords } from '../policy.ts';
import { bundleAsPage } from './page.ts';

export interface Dependencies extends RecordsApiDependencies {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get' | 'list'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly policy: AccessPolicy;
  readonly words: RetentionWords;
  readonly sign: Sign;
  readonly sha256: Sha256;
  /** An id of Vigil's own for this read. */
  readonly newReadId: () => string;
  readonly now: Now;
}

const id = z.string().regex(opaqueIdPattern, { error: 'must be an opaque id' });

export const accessRequest = z.strictObject({
  clientId: id.describe('The client.'),
  personId: id.describe('Who asks for the export.'),
  format: z.enum(['json', 'html']).describe('JSON for programs, a page for people.'),
  // For clients whose records do not fit into one answer.
  sealedFrom: z.iso
    .datetime({ offset: true })
    .describe('Only records sealed at this time or later, RFC 3339.')
    .optional(),
  sealedUntil: z.iso.datetime({ offset: true }).describe('Only records sealed before, RFC 3339.').optional(),
});

type AccessRequest = z.infer<typeof accessRequest>;

/** `POST /v1/access-exports`: everything about a client that the right of access covers, signed. */
export const makeHandler = (dependencies: Dependencies) =>
  signedRequest(dependencies, accessRequest, (asked) => exportAccess(dependencies, asked));

/** Lambda answers with 6 MB at most, JSON quoted once more; what is larger is asked for in periods. */
const largestAnswer = 4_000_000;

const exportAccess = async (
  dependencies: Dependencies,
  { tenantId, requestId, body }: Asked<AccessRequest>,
): Promise<Answered> => {
  const { sign, sha256, words, newReadId, now: clock } = dependencies;
  const now = clock();
  const gathered = await collectExport(dependencies, tenantId, body);
  if ('trouble' in gathered) return { problem: vaultUnavailable(gathered.trouble) };
  const { clientId, personId } = body;
  const bundle: AccessBundle = {
    kind: 'access-export',
    exportId: requestId,
    tenantId,
    clientId,
    exportedAt: now,
    ...gathered,
  };
  const text = canonical(bundle);
  const page = body.format === 'html' ? bundleAsPage(bundle, words) : undefined;
  if ((page ?? text).length > largestAnswer) {
    return { problem: tooMuch('More than 4 MB: ask for periods (sealedFrom, sealedUntil).') };
  }
  const hash = sha256(text);
  const seal: AccessExportSeal = {
    kind: 'access-export-seal',
    tenantId,
    exportId: requestId,
    sha256: hash,
    ...(page === undefined ? {} : { page: sha256(sealedPart(page)) }),
  };
  const signature = await sign(seal);
  const fact: Fact = {
    type: 'access.exported.v1',
    data: {
      exportId: requestId,
      clientId,
      personId,
      records: bundle.records.length,
      withheld: bundle.withheld.length,
      sha256: Buffer.from(hash, 'base64url').toString('hex'),
    },
  };
  const state: Opening = {
    openingId: newReadId(),
    at: now,
    subject: `client:${clientId}`,
    recordId: 'all',
    outcome: 'opened',
  };
  await changeKnown(dependencies.aggregates, openingKey(tenantId, state.openingId), undefined, now, () => ({
    decided: { state, facts: [fact] },
    expiresAt: plusSeconds(now, 7 * 24 * 3600),
  }));
  return page === undefined
    ? jsonAnswer({ bundle, signature } satisfies AccessExport)
    : textAnswer('text/html; charset=utf-8', sealPage(page, signature));
};

const collectExport = async (
  { aggregates, records, vault, policy }: Dependencies,
  tenantId: string,
  { clientId, personId, sealedFrom = '', sealedUntil = '~' }: AccessRequest,
): Promise<
  Pick<AccessBundle, 'records' | 'withheld' | 'consents' | 'retentionProfile'> | { readonly trouble: string }
> => {
  const reader = { personId, role: 'records-officer', purpose: 'access-request' } as const;
  const exported: ExportedRecord[] = [];
  const withheld: AccessBundle['withheld'][number][] = [];
  const listed = await records.list(tenantId, `client:${clientId}`);
  for (const { recordId, recordClass, ...rest } of listed) {
    const { sealedAt, filed, retention } = rest;
    if (sealedAt < sealedFrom || sealedAt >= sealedUntil) continue;
    if (decideOpening(reader, { recordClass }, policy).outcome === 'refused') {
      const why = policy.classes[recordClass]?.source ?? 'no rule permits it';
      withheld.push({ recordId, recordClass, why });
      continue;
    }
    const record = await records.get({ tenantId, subject: `client:${clientId}`, recordId });
    if (record === undefined) continue;
    try {
      const content = JSON.parse(await vault.open(record, record.jwe)) as Record<string, unknown>;
      const known = {
        ...(filed ? { filed } : {}),
        ...(retention ? { retention: disclosedRetention(retention) } : {}),
      };
      exported.push({ recordId, recordClass, sealedAt, ...known, content });
    } catch (error) {
      if (error instanceof VaultUnavailableError) return { trouble: error.trouble };
      if (!(error instanceof DoesNotOpenError)) throw error;
      withheld.push({ recordId, recordClass, why: `does not open: ${error.fault}` });
    }
  }
  const client = await aggregates.load(clientKey(tenantId, clientId));
  const retentionProfile = await aggregates.load(retentionProfileKey(tenantId, clientId));
  return {
    records: exported,
    withheld,
    consents: client?.state.consents ?? {},
    retentionProfile: disclosedProfile(retentionProfile?.state ?? newRetentionProfile(clientId)),
  };
};
