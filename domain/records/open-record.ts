import type { FactOf } from '../../events/facts.ts';
import type { Instant } from '../instant.ts';

/** Why somebody wants to read. */
export type OpeningPurpose = 'treatment' | 'crisis-response' | 'access-request' | 'audit' | 'legal';

/** As what somebody wants to read. */
export type Role = 'author' | 'clinician' | 'responder' | 'supervisor' | 'records-officer' | 'auditor';

/** Who may open what: role by purpose, for each class; a class that is not listed opens for nobody. */
export interface AccessPolicy {
  readonly version: string;
  readonly classes: Readonly<Record<string, ClassAccess>>;
  /** Who may break the glass, and for how long afterwards the review may stay open. */
  readonly breakGlass: { readonly roles: readonly Role[]; readonly reviewWithinDays: number };
}

export interface ClassAccess {
  readonly permits: readonly {
    readonly roles: readonly Role[];
    readonly purposes: readonly OpeningPurpose[];
  }[];
  readonly source: string;
}

/** An emergency: to whom it is disclosed, what the danger is, why the ordinary way does not do (45 CFR 164.512(j), 42 CFR 2.51(c)). */
export interface BreakGlass {
  readonly recipient?: string | undefined;
  readonly nature?: string | undefined;
  readonly reason?: string | undefined;
}

export interface OpeningRequest {
  readonly personId: string;
  readonly role: Role;
  readonly purpose: OpeningPurpose;
  readonly breakGlass?: BreakGlass | undefined;
}

export interface OpenableRecord {
  readonly recordClass: string;
  readonly filed?: { readonly authorId: string };
}

export type OpeningDecision =
  | { readonly outcome: 'permitted'; readonly brokenGlass: boolean }
  | {
      readonly outcome: 'refused';
      readonly reason:
        'not-permitted' | 'not-the-author' | 'break-glass-incomplete' | 'break-glass-not-permitted';
    };

/** May this person open this record, for this purpose? Fails closed: what no rule permits is refused. */
export const decideOpening = (
  request: OpeningRequest,
  record: OpenableRecord,
  policy: AccessPolicy,
): OpeningDecision => {
  const { breakGlass, role, personId, purpose } = request;
  if (breakGlass !== undefined) {
    const { recipient, nature, reason } = breakGlass;
    if ([recipient, nature, reason].some((part) => part === undefined || part === '')) {
      return { outcome: 'refused', reason: 'break-glass-incomplete' };
    }
    return policy.breakGlass.roles.includes(role)
      ? { outcome: 'permitted', brokenGlass: true }
      : { outcome: 'refused', reason: 'break-glass-not-permitted' };
  }
  const permitted = policy.classes[record.recordClass]?.permits.some(
    ({ roles, purposes }) => roles.includes(role) && purposes.includes(purpose),
  );
  if (permitted !== true) return { outcome: 'refused', reason: 'not-permitted' };
  // Anyone who claims to be the author must be the one on file.
  if (role === 'author' && record.filed?.authorId !== personId) {
    return { outcome: 'refused', reason: 'not-the-author' };
  }
  return { outcome: 'permitted', brokenGlass: false };
};

/** What is wrong with a ciphertext, or with the place where it was found. */
export type SealFault =
  | 'moved-to-another-record'
  | 'moved-to-another-subject'
  | 'moved-to-another-tenant'
  | 'class-changed'
  | 'header-altered'
  | 'truncated'
  | 'altered'
  | 'key-version-unknown'
  | 'key-erased'
  | 'key-missing';

/** What came of one attempt to open one record: saved before anybody sees a word of it. */
export interface Opening {
  readonly openingId: string;
  readonly at: Instant;
  readonly subject: string;
  readonly recordId: string;
  readonly outcome: 'opened' | 'refused' | 'does-not-open';
}

export type OpeningFact =
  FactOf<'record.opened.v1'> | FactOf<'record.opening-refused.v1'> | FactOf<'record.seal-broken.v1'>;
