import { type Check, failed, passed } from './check.ts';
import type { Requirement, SessionKindPolicy, Severity } from './policy.ts';
import type { PassedReason } from './reasons.ts';
import type { FailedReason } from './remedies.ts';
import type { CheckIn } from './session.ts';

/** What the client said about the place and the ways out of trouble, asked again for each session. */
export const checkSafety = (
  checkIn: CheckIn | undefined,
  required: SessionKindPolicy['checkIn'],
): readonly Check[] => {
  const checks: Check[] = [];
  for (const { check, passes, missing, problem } of questions) {
    const severity: Severity | undefined = required[check];
    if (severity === undefined) continue;
    const found = checkIn === undefined ? missing : problem(checkIn);
    checks.push(found === undefined ? passed(check, passes) : failed(check, found, severity));
  }
  return checks;
};

interface Question {
  readonly check: Requirement;
  readonly passes: PassedReason;
  /** The reason where nobody has checked in. */
  readonly missing: FailedReason;
  /** What is wrong; an answer that was not given is never taken for a yes. */
  readonly problem: (checkIn: CheckIn) => FailedReason | undefined;
}

const yes = (
  check: Requirement,
  passes: PassedReason,
  otherwise: FailedReason,
  answer: (checkIn: CheckIn) => boolean | undefined,
): Question => ({
  check,
  passes,
  missing: otherwise,
  problem: (checkIn) => (answer(checkIn) === true ? undefined : otherwise),
});

const questions: readonly Question[] = [
  yes('private-place', 'place-private', 'place-not-private', ({ privatePlace }) => privatePlace),
  yes('designated-area', 'area-designated', 'area-not-designated', ({ designatedArea }) => designatedArea),
  yes(
    'identity',
    'identity-confirmed',
    'identity-not-confirmed',
    ({ identityConfirmed }) => identityConfirmed,
  ),
  {
    check: 'connection',
    passes: 'connection-private',
    missing: 'connection-unknown',
    problem: ({ connection }) => {
      if (connection === undefined) return 'connection-unknown';
      return connection === 'public-network' ? 'connection-public' : undefined;
    },
  },
  yes(
    'fallback-channel',
    'fallback-agreed',
    'fallback-not-agreed',
    ({ fallbackChannel }) => fallbackChannel !== undefined && fallbackChannel !== 'none',
  ),
  yes(
    'emergency-contact',
    'emergency-contact-confirmed',
    'emergency-contact-not-confirmed',
    ({ emergencyContactReachable }) => emergencyContactReachable,
  ),
  yes('boundaries', 'boundaries-agreed', 'boundaries-not-agreed', ({ boundariesAgreed }) => boundariesAgreed),
];
