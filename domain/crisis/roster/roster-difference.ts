import { type RosterDefinition, staffOf } from './roster.ts';

/** What a roster would have changed in another one, without what stays the same. */
export interface RosterDifference {
  readonly addedStaffIds: readonly string[];
  readonly removedStaffIds: readonly string[];
  /** Schedules that are new, gone or not the same. */
  readonly changedScheduleIds: readonly string[];
  /** Whether tiers, plans, rules for calls or absences are not the same. */
  readonly plansChanged: boolean;
}

/** As many ids as a fact states of each kind. */
const maxIds = 100;

export const rosterDifference = (inForce: RosterDefinition, other: RosterDefinition): RosterDifference => {
  const [was, is] = [staffOf(inForce), staffOf(other)] as const;
  const schedules = [inForce, other].map(
    (roster) => new Map((roster.schedules ?? []).map((it) => [it.scheduleId, JSON.stringify(it)])),
  ) as [Map<string, string>, Map<string, string>];
  const [wasOn, isOn] = schedules;
  return {
    addedStaffIds: is.filter((staffId) => !was.includes(staffId)).slice(0, maxIds),
    removedStaffIds: was.filter((staffId) => !is.includes(staffId)).slice(0, maxIds),
    changedScheduleIds: [...new Set([...wasOn.keys(), ...isOn.keys()])].filter(
      (scheduleId) => wasOn.get(scheduleId) !== isOn.get(scheduleId),
    ),
    plansChanged: plansOf(inForce) !== plansOf(other),
  };
};

const plansOf = ({ tiers, rounds, plans = [], callRules = [], quiet = [] }: RosterDefinition): string =>
  JSON.stringify([tiers, rounds, plans, callRules, quiet]);
