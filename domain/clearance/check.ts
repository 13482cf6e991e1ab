import type { FactOf } from '../../events/facts.ts';
import type { ConsentScope } from './consent.ts';
import type { Severity } from './policy.ts';
import type { PassedReason } from './reasons.ts';
import { checkRemedies, type FailedReason } from './remedies.ts';

type PublishedCheck = FactOf<'session.blocked.v1'>['data']['checks'][number];

/** Declared once, in the contract of the decision. */
export type CheckName = PublishedCheck['check'];

/** One question, its answer, and what the answer rests on. */
export interface Check {
  /** Whom it is about, where several clients take part. */
  readonly clientId?: string;
  readonly check: CheckName;
  /** The scope, where the question is asked for each. */
  readonly about?: ConsentScope;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly reason: PassedReason | FailedReason;
  /** The consent or licence that the check relied on. */
  readonly reliedOn?: string;
  /** The rule of the policy that decided. */
  readonly rule?: string;
  /** What to do, as a sentence; present if the check did not pass. */
  readonly remedy?: string;
}

type Details = Partial<Pick<Check, 'about' | 'reliedOn' | 'rule'>>;

export const passed = (check: CheckName, reason: PassedReason, details?: Details): Check => ({
  check,
  status: 'pass',
  reason,
  ...details,
});

export const failed = (
  check: CheckName,
  reason: FailedReason,
  severity: Severity,
  details?: Details,
): Check => ({
  check,
  status: severity === 'block' ? 'fail' : 'warn',
  reason,
  ...details,
  remedy: checkRemedies[reason].en,
});
