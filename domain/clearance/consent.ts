import type { FactOf } from '../../events/facts.ts';
import type { Instant } from '../instant.ts';
import type { Method } from './policy.ts';
import type { Speaker } from './speaker.ts';

/** What a consent, or a denial, is about: declared once, in its contract. */
export type ConsentScope = FactOf<'consent.granted.v1'>['data']['scope'];

export type Party = 'client' | 'guardian' | 'court';

/** In which capacity somebody speaks. */
export type Capacity = 'client' | 'parent' | 'guardian' | 'court' | 'clinician';

/** A consent for one scope as it was given. */
export interface Grant {
  readonly at: Instant;
  readonly eventId: string;
  readonly scope: ConsentScope;
  readonly grantor: Party;
  /** Which of the client's guardians; without it, it may be any of them. */
  readonly speakerId?: string | undefined;
  /** A "parent" by parental responsibility or custody, a "guardian" by appointment. */
  readonly capacity?: Capacity | undefined;
  /** Ids of the speaker's earlier consents and denials that this one replaces. */
  readonly supersedes?: readonly string[] | undefined;
  readonly method: Method;
  /** Who wrote down a consent that was given by word of mouth. */
  readonly documentedBy?: string | undefined;
  readonly documentId: string;
  readonly documentVersion: string;
  readonly language?: string | undefined;
  readonly validFrom: Instant;
  readonly validUntil?: Instant | undefined;
  readonly relationship?: string | undefined;
  /** Why a guardian may consent for the client. */
  readonly basis?: 'parental-responsibility' | 'guardianship-order' | 'custody-order' | undefined;
  readonly custody?: 'no-order' | 'order-on-file' | undefined;
  readonly orderId?: string | undefined;
  /** What the person who took the consent attests, where the law makes a minor's consent depend on it. */
  readonly conditions?: readonly string[] | undefined;
  /** The only people to whom it was given; without them, to anyone who treats the client. */
  readonly actorIds?: readonly string[] | undefined;
  /** The only people to whom something may be disclosed. */
  readonly recipientIds?: readonly string[] | undefined;
  /** The only session for which it was given. */
  readonly sessionId?: string | undefined;
}

/** Somebody who is named withdrew a consent. */
export interface Withdrawal {
  readonly at: Instant;
  readonly eventId: string;
  readonly by: Speaker;
}

/** A consent as far as it is known: the withdrawal may arrive before the grant. */
export interface Consent {
  readonly grant?: Grant | undefined;
  /** What others granted under the same id, which each of them should have given an id of its own. */
  readonly others?: readonly Grant[] | undefined;
  /** Withdrawn by the person who gave it. */
  readonly withdrawnAt?: Instant | undefined;
  /** Withdrawn by people who are named, by speaker; the last word of each. */
  readonly withdrawals?: Readonly<Record<string, Withdrawal>> | undefined;
}

/** A "no", which strikes every consent of its scope until the same speaker or a court lifts it. */
export interface Denial {
  readonly at: Instant;
  readonly eventId: string;
  readonly scope: ConsentScope;
  readonly deniedBy: Party | 'clinician';
  readonly speakerId?: string | undefined;
  readonly capacity?: Capacity | undefined;
  readonly supersedes?: readonly string[] | undefined;
  /** By what right a guardian spoke: for an adult only one by order counts. */
  readonly basis?: Grant['basis'];
  readonly orderId?: string | undefined;
  /** The people who are barred; without them, everybody is. */
  readonly actorIds?: readonly string[] | undefined;
  readonly validUntil?: Instant | undefined;
}

/** Somebody no longer objects: it ends a denial, or what a withdrawal says about the consents of others. */
export interface Lift {
  readonly at: Instant;
  readonly eventId: string;
  readonly consentId: string;
  readonly by: Speaker;
}

/** What a minor says to a treatment that a guardian has consented to. */
export interface Assent {
  readonly at: Instant;
  readonly eventId: string;
  readonly outcome: 'given' | 'refused';
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const isInstant = (value: unknown): boolean => typeof value === 'string' && instant.test(value);
const isInstantIfAny = (value: unknown): boolean => value === undefined || isInstant(value);

/** False for a consent whose dates cannot be trusted, wherever it came from: then nobody knows what it says. */
export const isReadable = ({ grant, withdrawnAt, withdrawals = {} }: Consent): boolean =>
  isInstantIfAny(withdrawnAt) &&
  Object.values(withdrawals).every(({ at }) => isInstant(at)) &&
  (grant === undefined ||
    (isInstant(grant.at) && isInstant(grant.validFrom) && isInstantIfAny(grant.validUntil)));

export const isReadableDenial = ({ at, validUntil }: Denial): boolean =>
  isInstant(at) && isInstantIfAny(validUntil);

/** Every consent with its id; what several people granted under one id counts as several. */
export const consentsOf = (
  consents: Readonly<Record<string, Consent>>,
): readonly (readonly [string, Consent])[] => {
  const entries = Object.entries(consents);
  return entries.some(([, { others }]) => others !== undefined)
    ? entries.flatMap(([consentId, consent]) => [
        [consentId, consent] as const,
        ...(consent.others ?? []).map((grant) => [consentId, { ...consent, grant }] as const),
      ])
    : entries;
};
