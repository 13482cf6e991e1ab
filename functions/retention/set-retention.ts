import { type Instant, plusSeconds } from '../../domain/instant.ts';
import { endOfCare, newRetentionProfile, openMatters } from '../../domain/retention/retention-profile.ts';
import { dispositionDeadline, expectDisposition } from '../../domain/retention/disposition.ts';
import { shiftBetween, type Shift } from '../../domain/retention/recalculation.ts';
import {
  type Kept,
  type LicenceHeld,
  retainUntil,
  type Retention,
} from '../../domain/retention/retain-until.ts';
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
  /** The licenses of an author, where they were read already. */
  readonly licencesOf?: (tenantId: string, authorId: string) => Promise<readonly LicenceHeld[]>;
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

/** Records that are stamped at the same time. */
const stampsAtOnce = 10;

/**
 * Stamps all records of a subject, the soonest due first: a run that is cut off is taken up by the next delivery behind what
 * is stamped. They are listed before the basis is read: a later change of it finds them stamped.
 */
export const setRetentionOfAll = async (
  stamping: RetentionDependencies,
  tenantId: string,
  subject: string,
  now: Instant,
): Promise<void> => {
  await stampEach(stamping, await stamping.records.list(tenantId, subject), { tenantId, subject }, now);
};

/** Within this time of its date a record is armed: DynamoDB may delete it before all other records are stamped. */
const armedSeconds = 48 * 3600;

/** Stamps what is due or nearly due, so that a hold is in force before the message is done, however many records there are. */
export const setRetentionOfArmed = async (
  stamping: RetentionDependencies,
  tenantId: string,
  subject: string,
  now: Instant,
): Promise<void> => {
  const armedUntil = plusSeconds(now, armedSeconds);
  const armed = (await stamping.records.list(tenantId, subject)).filter(
    ({ retention }) => retention?.status === 'until' && retention.expiresAt <= armedUntil,
  );
  await stampEach(stamping, armed, { tenantId, subject }, now);
};

const stampEach = async (
  stamping: RetentionDependencies,
  listed: readonly ListedRecord[],
  of: Pick<ListedRecord, 'tenantId' | 'subject'>,
  now: Instant,
): Promise<void> => {
  if (listed.length === 0) return;
  const basis = await basisOf(stamping, of);
  const cached = { ...stamping, licencesOf: licencesOnce(stamping) };
  const ordered = [...listed].sort((left, right) => (dueAt(left) < dueAt(right) ? -1 : 1));
  for (let start = 0; start < ordered.length; start += stampsAtOnce)
    await Promise.all(
      ordered
        .slice(start, start + stampsAtOnce)
        .map((record) => setRetention(cached, record, now, record.filed, basis)),
    );
};

const dueAt = ({ retention }: ListedRecord): string =>
  retention?.status === 'until' ? retention.expiresAt : '~';

/** The licenses of each author, read once. */
const licencesOnce = (
  stamping: Pick<RetentionDependencies, 'aggregates'>,
): NonNullable<RetentionDependencies['licencesOf']> => {
  const known = new Map<string, Promise<readonly LicenceHeld[]>>();
  return (tenantId, authorId) => {
    const licences = known.get(authorId) ?? readLicences(stamping, tenantId, authorId);
    known.set(authorId, licences);
    return licences;
  };
};

const readLicences = async (
  { aggregates }: Pick<RetentionDependencies, 'aggregates'>,
  tenantId: string,
  authorId: string,
): Promise<readonly LicenceHeld[]> =>
  (await aggregates.load(clinicianKey(tenantId, authorId)))?.state.registered?.licences ?? [];

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
  { aggregates, policy, licencesOf }: RetentionDependencies,
  { tenantId, recordClass, sealedAt }: ListedRecord,
  filed: Filed | undefined,
  basis: Basis,
  now: Instant,
): Promise<Retention> => {
  const read = licencesOf ?? ((tenant, author) => readLicences({ aggregates }, tenant, author));
  const licences = filed === undefined ? [] : await read(tenantId, filed.authorId);
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
