import { type Consent, consentsOf, type Denial, type Grant } from './consent.ts';
import type { Client } from './client.ts';
import type { Instant } from '../instant.ts';
import { deniedBy, grantedBy, maybeSameSpeaker, mayUndo, type Speaker } from './speaker.ts';

/** Whose withdrawal ends a consent: that of its speaker, or of a court. Anybody else's counts as a "no" of their own. */
export const endOf = ({ withdrawnAt, withdrawals }: Consent, grant: Grant): Instant | undefined => {
  if (withdrawals === undefined) return withdrawnAt;
  const by = grantedBy(grant);
  return Object.values(withdrawals)
    .filter((withdrawal) => withdrawal.by.party === 'court' || maybeSameSpeaker(withdrawal.by, by))
    .map(({ at }) => at)
    .concat(withdrawnAt ?? [])
    .sort()[0];
};

/** One thing that somebody said about a scope. */
export interface Statement {
  readonly kind: 'granted' | 'denied';
  readonly consentId: string;
  readonly at: Instant;
  readonly by: Speaker;
  readonly said: Pick<Grant, 'scope' | 'supersedes' | 'actorIds' | 'sessionId'>;
  /** From when on a consent counts. */
  readonly from: Instant;
  /** A consent that was withdrawn. */
  readonly isGone: boolean;
}

export const ofGrant = (consentId: string, consent: Consent, grant: Grant): Statement => ({
  kind: 'granted',
  consentId,
  at: grant.at,
  by: grantedBy(grant),
  said: grant,
  from: grant.validFrom,
  isGone: endOf(consent, grant) !== undefined,
});

/** The stored name of a denial begins with its id. */
export const ofDenial = (name: string, denial: Denial): Statement => ({
  kind: 'denied',
  consentId: name.split(' ')[0] ?? '',
  at: denial.at,
  by: deniedBy(denial),
  said: denial,
  from: denial.at,
  isGone: false,
});

export const statementsOf = ({ consents, denials = {} }: Pick<Client, 'consents' | 'denials'>) => [
  ...consentsOf(consents).flatMap(([consentId, consent]) =>
    consent.grant === undefined ? [] : [ofGrant(consentId, consent, consent.grant)],
  ),
  ...Object.entries(denials).map(([name, denial]) => ofDenial(name, denial)),
];

/** Does one name the other as replaced, and what keeps it from doing so? */
export const replacement = (
  one: Statement,
  other: Statement,
): 'none' | 'replaces' | 'supersedes-other-speaker' | 'supersedes-other-scope' | 'supersedes-newer' => {
  if (one === other || one.said.supersedes?.includes(other.consentId) !== true) return 'none';
  if (!mayUndo(one.by, other.by)) return 'supersedes-other-speaker';
  if (one.said.scope !== other.said.scope) return 'supersedes-other-scope';
  return one.at > other.at ? 'replaces' : 'supersedes-newer';
};

/**
 * Was it replaced by now? A consent that is replaced never counts again. A denial that a consent replaces is in force
 * again where that consent is withdrawn, and for whom it does not cover.
 */
export const isReplaced = (
  statement: Statement,
  all: readonly Statement[],
  covers: (said: Statement['said']) => boolean,
  now: Instant,
): boolean =>
  all.some(
    (one) =>
      replacement(one, statement) === 'replaces' &&
      one.from <= now &&
      (statement.kind === 'granted' || one.kind === 'denied' || (!one.isGone && covers(one.said))),
  );
