import type { FactOf } from '../../events/facts.ts';
import type { Instant } from '../instant.ts';
import type { Method } from './policy.ts';

/** What a consent, or a denial, is about: declared once, in its contract. */
export type ConsentScope = FactOf<'consent.granted.v1'>['data']['scope'];

export type Party = 'client' | 'guardian' | 'court';

/** A consent for one scope as it was given. */
export interface Grant {
  readonly at: Instant;
  readonly eventId: string;
  readonly scope: ConsentScope;
  readonly grantor: Party;
  /** Which of the client's guardians; without it, it may be any of them. */
  readonly speakerId?: string | undefined;
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

/** A consent as far as it is known: the withdrawal may arrive before the grant. */
export interface Consent {
  readonly grant?: Grant | undefined;
  readonly withdrawnAt?: Instant | undefined;
}

/** A "no", which strikes every consent of its scope until the same speaker or a court consents later. */
export interface Denial {
  readonly at: Instant;
  readonly eventId: string;
  readonly scope: ConsentScope;
  readonly deniedBy: Party;
  readonly speakerId?: string | undefined;
  /** In which capacity a guardian spoke: for an adult only one by order counts. */
  readonly basis?: Grant['basis'];
  readonly orderId?: string | undefined;
  /** The people who are barred; without them, everybody is. */
  readonly actorIds?: readonly string[] | undefined;
  readonly validUntil?: Instant | undefined;
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
export const isReadable = ({ grant, withdrawnAt }: Consent): boolean =>
  isInstantIfAny(withdrawnAt) &&
  (grant === undefined ||
    (isInstant(grant.at) && isInstant(grant.validFrom) && isInstantIfAny(grant.validUntil)));

export const isReadableDenial = ({ at, validUntil }: Denial): boolean =>
  isInstant(at) && isInstantIfAny(validUntil);
