import type { Severity } from '../incident.ts';

/** How long after the text somebody is called. */
export interface CallRule {
  /** Without them, everybody. */
  readonly staffIds?: readonly string[] | undefined;
  /** Without them, all. */
  readonly severities?: readonly Severity[] | undefined;
  readonly afterSeconds: number;
}

/**
 * Seconds from the text to the call for this person and severity; nothing where no rule says so. A rule for the person
 * comes before one for everybody; of these, one for the severity before one for all.
 */
export const callAfterSeconds = (
  rules: readonly CallRule[] | undefined,
  staffId: string,
  severity: Severity,
): number | undefined => {
  const claims = new Map(
    (rules ?? []).flatMap((rule) => claimsOf(rule).map((claim) => [claim, rule.afterSeconds] as const)),
  );
  const wanted = [
    claimOf(staffId, severity),
    claimOf(staffId, undefined),
    claimOf(undefined, severity),
    claimOf(undefined, undefined),
  ];
  const found = wanted.find((claim) => claims.has(claim));
  return found === undefined ? undefined : claims.get(found);
};

/** The first rule that is for a person and a severity that another rule is for: which one counts would be a guess. */
export const contradictingRule = (rules: readonly CallRule[]): number | undefined => {
  const taken = new Set<string>();
  for (const [index, rule] of rules.entries())
    for (const claim of new Set(claimsOf(rule))) {
      if (taken.has(claim)) return index;
      taken.add(claim);
    }
  return undefined;
};

const claimsOf = ({ staffIds, severities }: CallRule): readonly string[] =>
  (staffIds ?? [undefined]).flatMap((staffId) =>
    (severities ?? [undefined]).map((severity) => claimOf(staffId, severity)),
  );

/** Neither an id nor a severity has a slash. */
const claimOf = (staffId: string | undefined, severity: Severity | undefined): string =>
  `${staffId ?? '*'}/${severity ?? '*'}`;
