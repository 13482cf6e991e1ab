import type { FactOf } from '../../events/facts.ts';
import type { CivilDate } from '../civil-date.ts';
import type { CheckName } from './check.ts';
import type { ConsentScope } from './consent.ts';

/** How a check that did not pass counts. */
export type Severity = 'block' | 'warn';

export type SessionKind = 'individual' | 'couple' | 'family' | 'group' | 'school' | 'crisis-follow-up';
export type Method = 'written' | 'electronic' | 'verbal';

/** What a check-in may have to say, beyond the place where the client is. */
export type Requirement = Exclude<
  CheckName,
  | 'consent'
  | 'licence'
  | 'location'
  | 'jurisdiction'
  | 'assent'
  | 'discipline'
  | 'training'
  | 'school-recipients'
>;

export type PlaceReviewRole = FactOf<'clearance.review-due.v1'>['data']['role'];

interface RuleBase {
  readonly id: string;
  /** ISO 3166 code; a country's rule holds in its subdivisions, `*` everywhere. */
  readonly jurisdiction: string;
  /** Only for sessions under this payer's programme. */
  readonly program?: string | undefined;
  /** The statute or regulation, or "product default". */
  readonly source: string;
  readonly effectiveFrom: CivilDate;
  readonly effectiveUntil?: CivilDate | undefined;
}

/** From this age a person decides about their own care everywhere; no rule can make an adult a minor. */
export const ageOfMajority = 18;

/** Why an adult decides in a place whose general age of majority is another. */
export interface MajorityRule extends RuleBase {
  readonly kind: 'majority';
  readonly age: typeof ageOfMajority;
}

export interface MethodRule extends RuleBase {
  readonly kind: 'method';
  readonly methods: readonly Method[];
}

export interface RenewalRule extends RuleBase {
  readonly kind: 'renewal';
  readonly everyMonths: number;
}

/** Consent is asked again for each session. */
export interface EachSessionRule extends RuleBase {
  readonly kind: 'each-session';
}

/** A guardian's consent says whether a custody order exists. */
export interface CustodyRule extends RuleBase {
  readonly kind: 'custody';
}

/** Minors of this age may consent themselves, under these conditions and within these limits. */
export interface SelfConsentRule extends RuleBase {
  readonly kind: 'self-consent';
  readonly fromAge: number;
  /** The last year of age that it covers. */
  readonly throughAge?: number | undefined;
  /** Codes that the person who took the consent must have attested. */
  readonly conditions: readonly string[];
  readonly maxSessions?: number | undefined;
  readonly maxMinutes?: number | undefined;
  readonly maxPerWeek?: number | undefined;
  /** The attestation that lifts the limits. */
  readonly limitsWaivedBy?: string | undefined;
  /** Neither the minor nor a guardian can undo the other's consent. */
  readonly independent?: boolean | undefined;
}

/** Whether minors of this age may consent alone is not settled: a person decides. */
export interface UnsettledRule extends RuleBase {
  readonly kind: 'unsettled-self-consent';
  readonly fromAge: number;
}

export type Rule =
  MajorityRule | MethodRule | RenewalRule | EachSessionRule | CustodyRule | SelfConsentRule | UnsettledRule;

export interface DocumentVersion {
  readonly version: string;
  readonly effectiveFrom: CivilDate;
  /** After a material change a person who agreed to an older version must be asked again. */
  readonly change: 'material' | 'cosmetic';
  /** What the text explains: codes such as `risks-and-limits`. */
  readonly covers: readonly string[];
}

export interface ConsentDocument {
  readonly documentId: string;
  /** Oldest first. */
  readonly versions: readonly DocumentVersion[];
}

export interface ScopeRequirement {
  readonly scope: ConsentScope;
  readonly ifMissing: Severity;
}

export interface SessionKindPolicy {
  readonly scopes: readonly ScopeRequirement[];
  readonly checkIn: Readonly<Partial<Record<Requirement, Severity>>>;
}

/** An agreement between jurisdictions that lets a clinician of one treat clients in another. */
export interface Compact {
  readonly id: string;
  readonly licenceTypes: readonly string[];
  /** The privilege that covers telehealth; others (such as one for visits in person) do not. */
  readonly privilege: string;
  readonly members: readonly string[];
  readonly source: string;
  readonly effectiveFrom: CivilDate;
}

/** What lawyers and clinicians decide about clearance. */
export interface ClearancePolicy {
  readonly version: string;
  /** Places whose law has been reviewed, with all their parts; in any other a session waits for a person to decide. */
  readonly jurisdictions: readonly string[];
  readonly rules: readonly Rule[];
  readonly sessionKinds: Readonly<Record<SessionKind, SessionKindPolicy>>;
  readonly documents: readonly ConsentDocument[];
  /** What the document of a consent must explain, by scope. */
  readonly requiredCoverage: Readonly<Record<string, readonly string[]>>;
  readonly assent: { readonly fromAge: number; readonly ifMissing: Severity; readonly ifRefused: Severity };
  readonly training: Severity;
  /** Who is asked where the policy leaves something open, and until when the answer is due. */
  readonly placeReview: {
    readonly role: PlaceReviewRole;
    /** From when the question came up; a session that begins earlier wants the answer by then. */
    readonly withinSeconds: number;
    /** The least time that the person gets, also where the session should run already. */
    readonly atLeastSeconds: number;
  };
  readonly compacts: readonly Compact[];
  readonly revokedMidSession: { readonly action: 'stop' | 'wind-down'; readonly withinSeconds: number };
  readonly connection: { readonly graceSeconds: number; readonly fallbackSeconds: number };
  /** Days before the end of a licence on which its clinician's provider is reminded. */
  readonly licenceReminderDays: readonly number[];
  /** Days after which an open review of a break-glass is asked for again. */
  readonly reviewReminderDays: number;
  /** How long before a session begins its check-in may be given, in seconds. */
  readonly checkInValidSeconds: number;
}
