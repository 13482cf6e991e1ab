import type { Instant } from '../../instant.ts';
import type { Plan } from '../escalate.ts';
import type { Severity } from '../incident.ts';
import { whoIsOnCall } from './on-call.ts';
import { covers, type EscalationPlan, type RosterDefinition, staffOf, type Tier } from './roster.ts';

export interface Planned {
  readonly severity: Severity;
  readonly planId?: string;
  readonly schoolId?: string | undefined;
}

/**
 * The plan for an incident: the one that its trigger names, else that of the client's school (for this severity, else
 * for any), else the one for its severity, else the roster's own. A plan of schools is for nobody else's clients.
 */
export const planFor = (roster: RosterDefinition, incident: Planned, at: Instant): Plan => {
  const chosen = chosenPlan(roster.plans ?? [], incident) ?? roster;
  const everybody = present(roster, at);
  return {
    tiers: chosen.tiers.map((tier) => ({
      staffIds: staffOfTier(roster, tier, everybody, at),
      answerWithinSeconds: tier.answerWithinSeconds,
    })),
    everybody,
    ...(chosen.rounds === undefined ? {} : { rounds: chosen.rounds }),
  };
};

const chosenPlan = (
  plans: readonly EscalationPlan[],
  { severity, planId, schoolId }: Planned,
): EscalationPlan | undefined => {
  const ofSchool = plans.filter(
    ({ schoolIds = [] }) => schoolId !== undefined && schoolIds.includes(schoolId),
  );
  const ofAll = plans.filter(({ schoolIds = [] }) => schoolIds.length === 0);
  const forSeverity = ({ severities = [] }: EscalationPlan) => severities.includes(severity);
  return (
    [...ofSchool, ...ofAll].find((plan) => plan.planId === planId) ??
    ofSchool.find(forSeverity) ??
    ofSchool.find(({ severities = [] }) => severities.length === 0) ??
    ofAll.find(forSeverity)
  );
};

const staffOfTier = (
  roster: RosterDefinition,
  tier: Tier,
  everybody: readonly string[],
  at: Instant,
): readonly string[] => {
  if (tier.everybody === true) return everybody;
  const scheduled = (tier.scheduleIds ?? []).flatMap((scheduleId) => {
    const schedule = roster.schedules?.find((candidate) => candidate.scheduleId === scheduleId);
    return schedule === undefined ? [] : whoIsOnCall(schedule, roster.quiet, at).staffIds;
  });
  const here = new Set(everybody);
  return [...new Set([...tier.staffIds.filter((staffId) => here.has(staffId)), ...scheduled])];
};

/** Everybody who is not away; where all are, everybody: better a disturbed holiday than silence. */
const present = (roster: RosterDefinition, at: Instant): readonly string[] => {
  const staff = staffOf(roster);
  const away = new Set((roster.quiet ?? []).filter((span) => covers(span, at)).map(({ staffId }) => staffId));
  const here = staff.filter((staffId) => !away.has(staffId));
  return here.length > 0 ? here : staff;
};
