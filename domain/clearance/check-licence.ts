import { type Check, failed, passed } from './check.ts';
import type { Clinician, CompactPrivilege, Licence } from './clinician.ts';
import type { Instant } from '../instant.ts';
import type { ClearancePolicy, Compact } from './policy.ts';
import type { FailedReason } from './remedies.ts';

export interface LicenceCircumstances {
  readonly clinician: Clinician | undefined;
  /** Where the client is. */
  readonly jurisdiction: string | undefined;
  /** Where the clinician is, if it was said. */
  readonly clinicianJurisdiction: string | undefined;
  readonly policy: ClearancePolicy;
  readonly now: Instant;
}

/** May this clinician treat somebody who is where the client is today? */
export const checkLicence = (circumstances: LicenceCircumstances): readonly Check[] => {
  const { clinician, jurisdiction, policy, now } = circumstances;
  const registered = clinician?.registered;
  if (clinician === undefined || registered === undefined) {
    return [
      failed('licence', 'clinician-unknown', 'block'),
      failed('training', 'training-missing', policy.training),
    ];
  }
  return [
    ...(jurisdiction === undefined
      ? [failed('licence', 'location-unknown', 'block')]
      : licenceIn(jurisdiction, clinician, registered, circumstances)),
    checkTraining(registered.telehealthTrainingUntil, policy, now),
  ];
};

const licenceIn = (
  jurisdiction: string,
  { clinicianId }: Clinician,
  { licences, privileges = [] }: NonNullable<Clinician['registered']>,
  { clinicianJurisdiction, policy, now }: LicenceCircumstances,
): readonly Check[] => {
  const here = licences.filter((licence) => licence.jurisdiction === jurisdiction);
  const inDate = here.filter((licence) => isInDate(licence, now));
  const usable = inDate.filter((licence) => !isSuspended(licence)).sort(byStandingAndName)[0];
  if (usable !== undefined) {
    const reliedOn = usable.number ?? clinicianId;
    return [passed('licence', 'licence-in-date', { reliedOn }), checkStanding(usable, reliedOn)];
  }
  // A board that took the licence away is not got round by a compact.
  if (inDate.length > 0) return [failed('licence', 'licence-suspended', 'block')];
  const compact = tryCompacts(jurisdiction, clinicianJurisdiction, licences, privileges, policy, now);
  if (compact?.outcome === 'covered')
    return [passed('licence', 'compact-privilege', { reliedOn: clinicianId, rule: compact.rule })];
  if (here.length > 0) return [failed('licence', 'licence-out-of-date', 'block')];
  return compact === undefined
    ? [failed('licence', 'licence-not-in-jurisdiction', 'block')]
    : [failed('licence', compact.reason, 'block', { rule: compact.rule })];
};

const isInDate = (
  { validFrom, validUntil }: { readonly validFrom: Instant; readonly validUntil: Instant },
  now: Instant,
): boolean => validFrom <= now && now < validUntil;

const isSuspended = ({ standing }: Licence): boolean => standing === 'suspended' || standing === 'revoked';
const isRestricted = ({ standing }: Licence): boolean =>
  standing === 'probation' || standing === 'restricted';

/** One without restriction first, then by number and type: whatever their order, the same one is named. */
const byStandingAndName = (left: Licence, right: Licence): number => (rank(left) < rank(right) ? -1 : 1);

const rank = (licence: Licence): string =>
  `${isRestricted(licence) ? 1 : 0} ${licence.number ?? ''} ${licence.licenceType}`;

const checkStanding = (licence: Licence, reliedOn: string): Check =>
  isRestricted(licence)
    ? failed('discipline', 'licence-restricted', 'warn', { reliedOn })
    : passed('discipline', 'standing-good', { reliedOn });

type CompactResult =
  | { readonly outcome: 'covered'; readonly rule: string }
  | { readonly outcome: 'not-covered'; readonly reason: FailedReason; readonly rule: string };

/** The best that any compact offers; nothing where none joins the two jurisdictions. */
const tryCompacts = (
  jurisdiction: string,
  clinicianJurisdiction: string | undefined,
  licences: readonly Licence[],
  privileges: readonly CompactPrivilege[],
  policy: ClearancePolicy,
  now: Instant,
): CompactResult | undefined => {
  const results = policy.compacts
    .filter(
      ({ effectiveFrom, members }) => effectiveFrom <= now.slice(0, 10) && members.includes(jurisdiction),
    )
    .flatMap((compact) =>
      homesOf(compact, licences, now).map((home) =>
        underCompact(compact, home, clinicianJurisdiction, privileges, now),
      ),
    );
  return results.find(({ outcome }) => outcome === 'covered') ?? results.sort(byReason)[0];
};

const byReason = (left: CompactResult, right: CompactResult): number =>
  JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;

/** The member jurisdictions in which the clinician holds a licence that the compact builds on. */
const homesOf = ({ licenceTypes, members }: Compact, licences: readonly Licence[], now: Instant): string[] =>
  licences
    .filter(
      (licence) =>
        licenceTypes.includes(licence.licenceType) &&
        members.includes(licence.jurisdiction) &&
        isInDate(licence, now) &&
        !isSuspended(licence),
    )
    .map(({ jurisdiction }) => jurisdiction);

const underCompact = (
  compact: Compact,
  home: string,
  clinicianJurisdiction: string | undefined,
  privileges: readonly CompactPrivilege[],
  now: Instant,
): CompactResult => {
  const rule = compact.id;
  const held = privileges.some(
    (privilege) =>
      privilege.compact === compact.id &&
      privilege.privilege === compact.privilege &&
      privilege.homeJurisdiction === home &&
      isInDate(privilege, now),
  );
  if (!held) return { outcome: 'not-covered', reason: 'compact-privilege-missing', rule };
  if (clinicianJurisdiction === undefined)
    return { outcome: 'not-covered', reason: 'compact-place-unknown', rule };
  return clinicianJurisdiction === home
    ? { outcome: 'covered', rule }
    : { outcome: 'not-covered', reason: 'compact-clinician-away', rule };
};

const checkTraining = (until: Instant | undefined, policy: ClearancePolicy, now: Instant): Check => {
  if (until === undefined) return failed('training', 'training-missing', policy.training);
  return until > now
    ? passed('training', 'training-in-date')
    : failed('training', 'training-expired', policy.training);
};
