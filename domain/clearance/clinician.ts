import type { FactOf } from '../../events/facts.ts';
import { isNewer } from '../dated.ts';
import { type Instant, plusSeconds } from '../instant.ts';

export interface Licence {
  readonly jurisdiction: string;
  readonly licenceType: string;
  /** As the public register of the board shows it. */
  readonly number?: string | undefined;
  readonly validFrom: Instant;
  readonly validUntil: Instant;
  /** What the board says; without it, in good standing. */
  readonly standing?: 'good' | 'probation' | 'restricted' | 'suspended' | 'revoked' | undefined;
}

/** A right to treat across borders under a compact, such as PSYPACT's APIT. */
export interface CompactPrivilege {
  readonly compact: string;
  readonly privilege: string;
  readonly homeJurisdiction: string;
  readonly validFrom: Instant;
  readonly validUntil: Instant;
}

export interface Clinician {
  readonly clinicianId: string;
  readonly registered?: {
    readonly at: Instant;
    readonly eventId: string;
    readonly licences: readonly Licence[];
    /** Other ids under which a consent or denial may name the clinician. */
    readonly otherIds?: readonly string[] | undefined;
    readonly privileges?: readonly CompactPrivilege[] | undefined;
    readonly telehealthTrainingUntil?: Instant | undefined;
  };
  /** Reminders given, by what expires: the fewest days left that one was for. */
  readonly reminded?: Readonly<Record<string, number>>;
  /** Sessions that have not ended, so that a change of licence finds them. */
  readonly openSessions: readonly string[];
}

export const newClinician = (clinicianId: string): Clinician => ({ clinicianId, openSessions: [] });

/** The clinician after a registration: the newest one counts, whatever the order of arrival. */
export const registerClinician = (
  clinician: Clinician,
  registered: NonNullable<Clinician['registered']>,
): Clinician => (isNewer(registered, clinician.registered) ? { ...clinician, registered } : clinician);

export type ExpiryFact = FactOf<'clinician.licence-expiring.v1'>;

interface Expiring {
  readonly what: ExpiryFact['data']['what'];
  readonly jurisdiction?: string;
  readonly validUntil: Instant;
}

const daySeconds = 24 * 3600;

const expiringOf = ({ registered }: Clinician): readonly Expiring[] => [
  ...(registered?.licences ?? []).map(({ jurisdiction, validUntil }) => ({
    what: 'licence' as const,
    jurisdiction,
    validUntil,
  })),
  ...(registered?.privileges ?? []).map(({ homeJurisdiction, validUntil }) => ({
    what: 'compact-privilege' as const,
    jurisdiction: homeJurisdiction,
    validUntil,
  })),
  ...(registered?.telehealthTrainingUntil === undefined
    ? []
    : [{ what: 'telehealth-training' as const, validUntil: registered.telehealthTrainingUntil }]),
];

const nameOf = ({ what, jurisdiction, validUntil }: Expiring): string =>
  `${what} ${jurisdiction ?? '*'} ${validUntil}`;

/** The smallest of the reminder days that has come, or nothing while all are still ahead. */
const dayReached = (validUntil: Instant, days: readonly number[], now: Instant): number | undefined =>
  days
    .filter((each) => plusSeconds(validUntil, -each * daySeconds) <= now)
    .reduce<number | undefined>(
      (least, each) => (least === undefined || each < least ? each : least),
      undefined,
    );

/** Says once for each reminder day that something is about to expire, or has expired. */
export const remindOfExpiry = (
  clinician: Clinician,
  days: readonly number[],
  now: Instant,
): { readonly state: Clinician; readonly facts: readonly ExpiryFact[] } => {
  const reminded: Record<string, number> = {};
  const facts: ExpiryFact[] = [];
  for (const expiring of expiringOf(clinician)) {
    const name = nameOf(expiring);
    const daysLeft = dayReached(expiring.validUntil, days, now);
    if (daysLeft === undefined) continue;
    reminded[name] = daysLeft;
    const before = clinician.reminded?.[name];
    if (before !== undefined && before <= daysLeft) continue;
    const { clinicianId, openSessions } = clinician;
    const data = { clinicianId, ...expiring, daysLeft, openSessions: openSessions.length };
    facts.push({ type: 'clinician.licence-expiring.v1', data });
  }
  return { state: facts.length === 0 ? clinician : { ...clinician, reminded }, facts };
};

/** When the next reminder is due; nothing where all have been given. */
export const nextReminder = (
  clinician: Clinician,
  days: readonly number[],
  now: Instant,
): Instant | undefined =>
  expiringOf(clinician)
    .flatMap(({ validUntil }) => days.map((each) => plusSeconds(validUntil, -each * daySeconds)))
    .filter((at) => at > now)
    .sort()[0];
