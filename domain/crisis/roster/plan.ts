import type { Instant } from '../../instant.ts';
import type { Plan } from '../escalate.ts';
import type { Severity } from '../incident.ts';
import { whoIsOnCall } from './on-call.ts';
import { covers, type RosterDefinition, staffOf, type Tier } from './roster.ts';

/** The plan for an incident: the one that its trigger names, else the one for its severity, else the roster's own. */
export const planFor = (
  roster: RosterDefinition,
  incident: { readonly severity: Severity; readonly planId?: string },
  at: Instant,
): Plan => {
  const { plans = [] } = roster;
  const chosen =
    plans.find(({ planId }) => planId === incident.planId) ??
    plans.find(({ severities = [] }) => severities.includes(incident.severity)) ??
    roster;
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
