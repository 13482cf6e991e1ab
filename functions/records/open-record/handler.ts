import { disclosedRetention } from '../../../domain/retention/disclosed.ts';
import { plusSeconds } from '../../../domain/instant.ts';
import {
  type AccessPolicy,
  decideOpening,
  type Opening,
  type OpeningFact,
} from '../../../domain/records/open-record.ts';
import { isExpired } from '../../../domain/records/sealed-record.ts';
import { type Aggregates, changeKnown } from '../../platform/state/aggregates.ts';
import { openingKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Records, StoredRecord } from '../../platform/sealing/records.ts';
import { DoesNotOpenError, type Vault, VaultUnavailableError } from '../../platform/sealing/vault.ts';
import {
  doesNotOpen,
  notPermitted,
  recordNotFound,
  vaultUnavailable,
} from '../../platform/http/records-api-problem.ts';
import {
  type Answered,
  type Asked,
  jsonAnswer,
  type RecordsApiDependencies,
  signedRequest,
} from '../../platform/http/signed-request.ts';
import type { OpenedRecord, RecordList } from './answer-shape.ts';
import { type OpeningBody, openingRequest } from './request.ts';

export interface Dependencies extends RecordsApiDependencies {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get' | 'list'>;
  readonly vault: Pick<Vault, 'open'>;
  readonly policy: AccessPolicy;
  /** An id of Vigil's own for this read. */
  readonly newReadId: () => string;
  readonly now: Now;
}

/**
 * `POST /v1/openings`: opens one record for a person, a role and a purpose, or lists what they may open. Whatever comes
 * of it is saved as a fact before a word of the record leaves; if it cannot be saved, nothing leaves. Each answered read is a
 * fact of its own, also if a sender repeats the id of its request (45 CFR 164.312(b), 164.528).
 */
export const makeHandler = (dependencies: Dependencies) =>
  signedRequest(dependencies, openingRequest, (asked) =>
    asked.body.recordId === undefined
      ? list(dependencies, asked)
      : open(dependencies, asked, asked.body.recordId),
  );

const open = async (
  dependencies: Dependencies,
  { tenantId, body }: Asked<OpeningBody>,
  recordId: string,
): Promise<Answered> => {
  const { records, vault, policy, newReadId, now: clock, log } = dependencies;
  const now = clock();
  const subject = `client:${body.clientId}`;
  const record = await records.get({ tenantId, subject, recordId });
  if (record === undefined || isExpired(record, now)) return { problem: recordNotFound };
  const { personId, role, purpose } = body;
  const about = { recordId, subject, recordClass: record.recordClass, personId, role, purpose };
  const keep = (outcome: Opening['outcome'], fact: OpeningFact) =>
    save(dependencies, tenantId, { openingId: newReadId(), at: now, subject, recordId, outcome }, fact);

  const decision = decideOpening(body, record, policy);
  if (decision.outcome === 'refused') {
    const { reason } = decision;
    await keep('refused', { type: 'record.opening-refused.v1', data: { ...about, reason } });
    return { problem: notPermitted(reason) };
  }
  const opened = await tryOpen(vault, record);
  if (opened.outcome === 'unavailable') return { problem: vaultUnavailable(opened.trouble) };
  if (opened.outcome === 'does-not-open') {
    const { fault } = opened;
    await keep('does-not-open', { type: 'record.seal-broken.v1', data: { ...about, fault } });
    if (fault !== 'key-erased') log.count('SealsBroken');
    return { problem: doesNotOpen(fault) };
  }
  const reviewBy = plusSeconds(now, policy.breakGlass.reviewWithinDays * 24 * 3600);
  const emergency = decision.brokenGlass ? { ...given(body), reviewBy } : {};
  await keep('opened', { type: 'record.opened.v1', data: { ...about, ...emergency } });
  if (decision.brokenGlass) log.count('GlassBroken');
  return jsonAnswer({
    recordId,
    recordClass: record.recordClass,
    sealedAt: record.sealedAt,
    ...(record.filed ?? {}),
    content: JSON.parse(opened.plaintext) as Record<string, unknown>,
    ...(decision.brokenGlass ? { reviewBy } : {}),
  } satisfies OpenedRecord);
};

const given = ({ breakGlass }: OpeningBody) => ({
  ...(breakGlass?.recipient === undefined ? {} : { recipient: breakGlass.recipient }),
  ...(breakGlass?.nature === undefined ? {} : { nature: breakGlass.nature }),
  ...(breakGlass?.reason === undefined ? {} : { reason: breakGlass.reason }),
});

type Tried =
  | { readonly outcome: 'opened'; readonly plaintext: string }
  | { readonly outcome: 'does-not-open'; readonly fault: DoesNotOpenError['fault'] }
  | { readonly outcome: 'unavailable'; readonly trouble: string };

const tryOpen = async (vault: Pick<Vault, 'open'>, record: StoredRecord): Promise<Tried> => {
  try {
    return { outcome: 'opened', plaintext: await vault.open(record, record.jwe) };
  } catch (error) {
    if (error instanceof DoesNotOpenError) return { outcome: 'does-not-open', fault: error.fault };
    if (error instanceof VaultUnavailableError) return { outcome: 'unavailable', trouble: error.trouble };
    throw error;
  }
};

/** The ledger keeps the fact; the item only carries it there. */
const attemptKeptSeconds = 7 * 24 * 3600;

const save = async (
  { aggregates }: Dependencies,
  tenantId: string,
  state: Opening,
  fact: OpeningFact,
): Promise<void> => {
  const key = openingKey(tenantId, state.openingId);
  await changeKnown(aggregates, key, undefined, state.at, () => ({
    decided: { state, facts: [fact] },
    expiresAt: plusSeconds(state.at, attemptKeptSeconds),
  }));
};

const pageSize = 50;

/**
 * Only what the role may open for the purpose, without a total, and with a cursor that is one of those ids: nothing in
 * the answer tells how much else there is.
 */
const list = async (
  { records, policy, now: clock }: Dependencies,
  { tenantId, body }: Asked<OpeningBody>,
): Promise<Answered> => {
  const now = clock();
  // The glass is broken for one record, never for a list.
  const asked = { ...body, breakGlass: undefined };
  const permitted = (await records.list(tenantId, `client:${body.clientId}`)).filter(
    (record) => !isExpired(record, now) && decideOpening(asked, record, policy).outcome === 'permitted',
  );
  const rest = permitted.filter(({ recordId }) => body.after === undefined || recordId > body.after);
  const page = rest.slice(0, pageSize);
  const last = page.at(-1);
  return jsonAnswer({
    records: page.map(({ recordId, recordClass, sealedAt, filed, retention }) => ({
      recordId,
      recordClass,
      sealedAt,
      ...(filed ?? {}),
      ...(retention === undefined ? {} : { retention: disclosedRetention(retention) }),
    })),
    ...(rest.length > page.length && last !== undefined ? { after: last.recordId } : {}),
  } satisfies RecordList);
};
