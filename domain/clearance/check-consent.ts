import { type Check, failed, passed } from './check.ts';
import { type Circumstances, type Entitlement, entitlementOf } from './check-grantor.ts';
import { type Consent, type Grant, isReadable, isReadableDenial } from './consent.ts';
import { documentProblem } from './document.ts';
import type { Instant } from '../instant.ts';
import type { ClearancePolicy, ScopeRequirement } from './policy.ts';
import type { FailedReason } from './remedies.ts';
import { type Refusal, refusalsIn, replacedIn, strikes } from './refusals.ts';
import { endOf, ofGrant } from './superseded.ts';

export interface ConsentCircumstances extends Circumstances {
  readonly policy: ClearancePolicy;
  /** Every id under which the clinician of the session is known. */
  readonly actorIds: readonly string[];
  /** The client's consents with their ids, listed once for all scopes. */
  readonly consents: readonly (readonly [string, Consent])[];
}

/** A consent that holds, and in whose right it was given. */
export interface Relied {
  readonly consentId: string;
  readonly grant: Grant;
  readonly as: Extract<Entitlement, { outcome: 'entitled' }>['as'];
}

export interface ConsentFound {
  readonly check: Check;
  readonly relied?: Relied;
}

interface Problem {
  readonly reason: FailedReason;
  readonly rule?: string;
}

/**
 * Which reason to report if no consent is valid: the one nearest to a "no" first, then the one nearest to a consent
 * that would do. The order of the consents has no say.
 */
const byImportance: readonly FailedReason[] = [
  'consent-denied',
  'consent-withdrawn',
  'age-unreadable',
  'age-unknown',
  'client-of-age',
  'custody-order-missing',
  'order-missing',
  'guardian-basis-missing',
  'sessions-used-up',
  'visits-used-up',
  'session-too-long',
  'session-length-unknown',
  'consent-from-minor',
  'condition-not-attested',
  'minor-consent-unsettled',
  'minor-cannot-consent',
  'document-superseded',
  'document-incomplete',
  'document-unknown',
  'renewal-due',
  'consent-expired',
  'consent-not-yet-valid',
  'consent-for-other-session',
  'consent-for-others',
  'method-not-accepted',
  'verbal-undocumented',
  'consent-incomplete',
];

/** Is there a consent for this scope on which the session may rely? */
export const checkConsent = (
  { scope, ifMissing }: ScopeRequirement,
  circumstances: ConsentCircumstances,
): ConsentFound => {
  const about = { about: scope };
  const { client, consents } = circumstances;
  const denials = Object.entries(client.denials ?? {}).filter(([, denial]) => denial.scope === scope);
  // What cannot be read may be a "no".
  let readable = denials.every(([, denial]) => isReadableDenial(denial));
  const ofScope = consents.filter(([, { grant }]) => grant?.scope === scope);
  const said = { denials, consents: ofScope };
  const refusals = refusalsIn(said, circumstances);
  const isReplaced = replacedIn(said, circumstances);
  const problems: Problem[] = [];
  let relied: Relied | undefined;
  for (const [consentId, consent] of consents) {
    // Of which only the withdrawal is known, may belong to any scope.
    if (consent.grant !== undefined && consent.grant.scope !== scope) continue;
    readable &&= isReadable(consent);
    // Of several that hold the one with the smallest id is named, so that the answer is always the same.
    if (!readable || (relied !== undefined && relied.consentId < consentId)) continue;
    const { grant } = consent;
    if (grant !== undefined && isReplaced(ofGrant(consentId, consent, grant))) continue;
    const found = weigh(consent, refusals, circumstances);
    if ('reason' in found) problems.push(found);
    else relied = { consentId, ...found };
  }
  if (!readable) return { check: failed('consent', 'consent-unreadable', ifMissing, about) };
  if (relied !== undefined) {
    const check = passed('consent', 'consent-in-force', { ...about, reliedOn: relied.consentId });
    return { check, relied };
  }
  const problem = mostImportant(problems, refusals);
  const rule = problem.rule === undefined ? {} : { rule: problem.rule };
  return { check: failed('consent', problem.reason, ifMissing, { ...about, ...rule }) };
};

/** The grant and in whose right it holds, or what is wrong with it. */
const weigh = (
  consent: Consent,
  refusals: readonly Refusal[],
  circumstances: ConsentCircumstances,
): Omit<Relied, 'consentId'> | Problem => {
  const { grant } = consent;
  if (grant === undefined) return { reason: 'consent-incomplete' };
  // At once, even where the sender's clock runs ahead of ours.
  if (endOf(consent, grant) !== undefined) return { reason: 'consent-withdrawn' };
  const refusal = refusals.find((each) => strikes(each, grant, circumstances));
  if (refusal !== undefined) return { reason: refusal.reason };
  const problem =
    timeProblem(grant, circumstances) ??
    documentProblem(grant, circumstances.policy, circumstances.now) ??
    methodProblem(grant, circumstances.law.methods);
  if (problem !== undefined) return problem;
  if (grant.actorIds !== undefined && !grant.actorIds.some((id) => circumstances.actorIds.includes(id)))
    return { reason: 'consent-for-others' };
  const entitlement = entitlementOf(grant, circumstances);
  return entitlement.outcome === 'entitled' ? { grant, as: entitlement.as } : entitlement;
};

const timeProblem = (grant: Grant, { law, session, now }: ConsentCircumstances): Problem | undefined => {
  if (grant.validFrom > now) return { reason: 'consent-not-yet-valid' };
  if (grant.validUntil !== undefined && grant.validUntil <= now) return { reason: 'consent-expired' };
  if (law.renewalMonths !== undefined && plusMonths(grant.at, law.renewalMonths.value) <= now)
    return { reason: 'renewal-due', rule: law.renewalMonths.rule };
  if (grant.sessionId !== undefined && grant.sessionId !== session.sessionId)
    return { reason: 'consent-for-other-session' };
  if (grant.sessionId === undefined && law.eachSession !== undefined)
    return { reason: 'consent-for-other-session', rule: law.eachSession };
  return undefined;
};

const plusMonths = (at: Instant, months: number): Instant => {
  const date = new Date(at);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString();
};

const methodProblem = (
  grant: Grant,
  { value, rule }: Circumstances['law']['methods'],
): Problem | undefined => {
  if (!value.includes(grant.method)) return { reason: 'method-not-accepted', rule };
  return grant.method === 'verbal' && grant.documentedBy === undefined
    ? { reason: 'verbal-undocumented', rule }
    : undefined;
};

/** The problem to report; without any, consent was never given, or only ever denied. */
export const mostImportant = (problems: readonly Problem[], refusals: readonly Refusal[]): Problem => {
  if (problems.length === 0) return { reason: refusals.length > 0 ? 'consent-denied' : 'consent-missing' };
  const rank = ({ reason, rule = '' }: Problem): string =>
    `${String(byImportance.indexOf(reason)).padStart(2, '0')} ${rule}`;
  return problems.reduce((first, other) => (rank(other) < rank(first) ? other : first));
};
