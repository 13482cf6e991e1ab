import type { Instant } from '../../domain/instant.ts';
import { endOfCare, newRetentionProfile, openMatters } from '../../domain/retention/retention-profile.ts';
import { dispositionDeadline, expectDisposition } from '../../domain/retention/disposition.ts';
import { shiftBetween, type Shift } from '../../domain/retention/recalculation.ts';
import { type Kept, retainUntil, type Retention } from '../../domain/retention/retain-until.ts';
import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import { type Filed, retentionFacts } from '../../domain/records/sealed-record.ts';
import { type Aggregates, change } from '../platform/state/aggregates.ts';
import { clinicianKey } from '../clearance/keys.ts';
import { dispositionKey, retentionProfileKey } from './keys.ts';
import type { ListedRecord, Records } from '../platform/sealing/records.ts';
import { KeyErasedError, KeyMissingError, SealBrokenError, type Vault } from '../platform/sealing/vault.ts';

export interface RetentionDependencies {
  readonly aggregates: Aggregates;
  readonly records: Pick<Records, 'get' | 'list' | 'setRetention'>;
  /** Opens the profile for the birth date; absent where only holds are stamped, for which no age matters. */
  readonly vault?: Pick<Vault, 'open'>;
  readonly policy: RetentionPolicy;
}

/** Nobody could stamp within so many tries: the message is worth another delivery. */
class RetentionContestedError extends Error {
  override readonly name = 'RetentionContestedError';
}

/** Another writer stamps the same record at the same time at most when its client changes: a few tries are plenty. */
const maxTries = 5;

/** Decides how long a record is kept, notes what is to become of it, and stamps it. The same decision changes nothing. */
export const setRetention = async (
  stamping: RetentionDependencies,
  listed: ListedRecord,
  now: Instant,
  filed: Filed | undefined = listed.filed,
  basis?: Basis,
): Promise<void> => {
  const { aggregates, records } = stamping;
  let record: ListedRecord | undefined = listed;
  let known = basis;
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    // Purged or erased meanwhile: there is nothing left to stamp.
    if (record === undefined) return;
    const subjectBasis = known ?? (await basisOf(stamping, record));
    const retention = await decide(stamping, record, filed, subjectBasis, now);
    const facts = retentionFacts({ ...record, ...(filed === undefined ? {} : { filed }) }, retention);
    if (facts.length === 0) return;
    // First noted, then stamped: a record with a date is always one that somebody will look for.
    await change(aggregates, dispositionKey(record), now, (disposition) => {
      const state = expectDisposition(disposition, record as ListedRecord, retention, now);
      if (state === disposition) return undefined;
      const unresolved = state.status === 'unresolved';
      return {
        decided: { state, facts: [] },
        deadline: unresolved ? state.since : dispositionDeadline(state),
        index: unresolved ? `unresolved-${state.tenantId}` : 'disposition',
      };
    });
    if ((await records.setRetention(record, retention, facts, now, filed)) === 'set') return;
    record = await records.get(record);
    known = undefined;
  }
  throw new RetentionContestedError(`gave up after ${maxTries} conflicting writes to ${listed.recordId}`);
};

/** Stamps all records of a subject. They are listed before the basis is read: a later change of it finds them stamped. */
export const setRetentionOfAll = async (
  stamping: RetentionDependencies,
  tenantId: string,
  subject: string,
  now: Instant,
): Promise<void> => {
  const listed = await stamping.records.list(tenantId, subject);
  if (listed.length === 0) return;
  const basis = await basisOf(stamping, { tenantId, subject });
  for (const record of listed) await setRetention(stamping, record, now, record.filed, basis);
};

/** What would change if the record were stamped now, and the decision. */
export const previewRetention = async (
  stamping: RetentionDependencies,
  record: ListedRecord,
  now: Instant,
): Promise<{ readonly shift: Shift; readonly retention: Retention }> => {
  const retention = await decide(stamping, record, record.filed, await basisOf(stamping, record), now);
  return { shift: shiftBetween(record.retention, retention), retention };
};

type Basis = Pick<Kept, 'jurisdictions' | 'birthDate' | 'endOfCare' | 'matters'>;

const decide = async (
  { aggregates, policy }: RetentionDependencies,
  { tenantId, recordClass, sealedAt }: ListedRecord,
  filed: Filed | undefined,
  basis: Basis,
  now: Instant,
): Promise<Retention> => {
  const author = filed && (await aggregates.load(clinicianKey(tenantId, filed.authorId)));
  const licences = author?.state.registered?.licences ?? [];
  return retainUntil({ recordClass, createdAt: sealedAt, licences, ...basis }, policy, now);
};

const basisOf = async (
  stamping: RetentionDependencies,
  { tenantId, subject }: Pick<ListedRecord, 'tenantId' | 'subject'>,
): Promise<Basis> => {
  if (!subject.startsWith('client:')) return { jurisdictions: [], matters: [] };
  const clientId = subject.slice('client:'.length);
  const retentionProfile =
    (await stamping.aggregates.load(retentionProfileKey(tenantId, clientId)))?.state ??
    newRetentionProfile(clientId);
  const matters = openMatters(retentionProfile);
  const ended = endOfCare(retentionProfile);
  const birthDate =
    matters.length > 0 || retentionProfile.profile === undefined
      ? undefined
      : await birthDateIn(stamping, { tenantId, subject, recordId: retentionProfile.profile.recordId });
  return {
    jurisdictions: retentionProfile.jurisdictions,
    matters,
    ...(ended === undefined ? {} : { endOfCare: ended }),
    ...(birthDate === undefined ? {} : { birthDate }),
  };
};

/** Nothing where the profile is gone or does not open: then nobody knows the age, and nothing is purged by a guess. */
const birthDateIn = async (
  { records, vault }: RetentionDependencies,
  key: { readonly tenantId: string; readonly subject: string; readonly recordId: string },
): Promise<string | undefined> => {
  const profile = await records.get(key);
  if (profile === undefined || vault === undefined) return undefined;
  try {
    return (JSON.parse(await vault.open(profile, profile.jwe)) as { birthDate?: string }).birthDate;
  } catch (error) {
    const gone =
      error instanceof SealBrokenError || error instanceof KeyErasedError || error instanceof KeyMissingError;
    if (gone) return undefined;
    throw error;
  }
};
