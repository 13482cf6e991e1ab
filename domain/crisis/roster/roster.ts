import type { Instant } from '../../instant.ts';
import type { Severity } from '../incident.ts';
import type { CallRule } from './call-rules.ts';

/** A wall-clock moment in a rotation's zone: `2027-03-01T09:00`. */
export type LocalDateTime = string;

/** People who take turns. Hand-off is at the same wall-clock time, whatever daylight saving does (hours: elapsed time). */
export interface Rotation {
  readonly rotationId: string;
  readonly timeZone: string;
  /** The first hand-off; before it the rotation has nobody. */
  readonly startsAt: LocalDateTime;
  readonly every: { readonly unit: 'hour' | 'day' | 'week' | 'month'; readonly count: number };
  readonly staffIds: readonly string[];
  /** Only at these hours; without them always. */
  readonly hours?: readonly Hours[] | undefined;
}

/** Days of the week, 1 Monday to 7 Sunday, on which the window begins; until before from is over midnight. */
export interface Hours {
  readonly days: readonly number[];
  readonly from: string;
  readonly until: string;
}

interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

export type Override = Span & {
  /** Where it was added by itself, not with the roster. */
  readonly overrideId?: string | undefined;
} & (
    | { readonly kind: 'add' | 'remove'; readonly staffId: string; readonly byStaffId?: string | undefined }
    | { readonly kind: 'replace'; readonly staffId: string; readonly byStaffId?: string | undefined }
  );

/** Who is on call when: layers of rotations, the later one counts where it has somebody, and what was agreed otherwise. */
export interface Schedule {
  readonly scheduleId: string;
  readonly layers: readonly Rotation[];
  readonly overrides?: readonly Override[] | undefined;
  /** Shifts as a calendar lists them: a shift replaces the layers while it lasts. */
  readonly shifts?: readonly (Span & { readonly staffIds: readonly string[] })[] | undefined;
  /** While it lasts, it replaces all layers and shifts. */
  readonly temporary?: readonly (Span & { readonly staffIds: readonly string[] })[] | undefined;
  /** Takes every gap. */
  readonly fallbackStaffId?: string | undefined;
}

export interface Tier {
  readonly staffIds: readonly string[];
  readonly scheduleIds?: readonly string[] | undefined;
  readonly everybody?: boolean | undefined;
  readonly answerWithinSeconds: number;
}

export interface EscalationPlan {
  readonly planId: string;
  /** Only for clients of these schools; without them for all. */
  readonly schoolIds?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly tiers: readonly Tier[];
  readonly rounds?: number | undefined;
}

/** Who can be reached in a crisis of one tenant, and in which order. */
export interface RosterDefinition {
  /** The plan where no other is meant. */
  readonly tiers: readonly Tier[];
  readonly rounds?: number | undefined;
  readonly schedules?: readonly Schedule[] | undefined;
  readonly plans?: readonly EscalationPlan[] | undefined;
  /** Who is texted while Vigil cannot page anybody. */
  readonly standbyStaffIds?: readonly string[] | undefined;
  /** When people are called, where the policy is not to count. */
  readonly callRules?: readonly CallRule[] | undefined;
  /** Who is away: they are on no shift, and are paged only where nobody else is left. */
  readonly quiet?: readonly (Span & { readonly staffId: string })[] | undefined;
}

export const covers = ({ from, until }: Span, at: Instant): boolean => from <= at && at < until;

/** Everybody whom the roster names. */
export const staffOf = ({
  tiers,
  schedules = [],
  plans = [],
  standbyStaffIds = [],
}: RosterDefinition): readonly string[] => [
  ...new Set([
    ...standbyStaffIds,
    ...[...tiers, ...plans.flatMap((plan) => plan.tiers)].flatMap(({ staffIds }) => staffIds),
    ...schedules.flatMap(({ layers, shifts = [], overrides = [], temporary = [], fallbackStaffId }) => [
      ...layers.flatMap(({ staffIds }) => staffIds),
      ...shifts.flatMap(({ staffIds }) => staffIds),
      ...overrides.flatMap(({ staffId, byStaffId }) =>
        byStaffId === undefined ? [staffId] : [staffId, byStaffId],
      ),
      ...temporary.flatMap(({ staffIds }) => staffIds),
      ...(fallbackStaffId === undefined ? [] : [fallbackStaffId]),
    ]),
  ]),
];

/** The time zone of a person's own rotation, else the roster's first one; UTC where no rotation names any. */
export const timeZoneFor = (roster: RosterDefinition, staffId: string): string => {
  const own = rotationsOf(roster).find(({ staffIds }) => staffIds.includes(staffId));
  return own?.timeZone ?? firstTimeZone(roster) ?? 'UTC';
};

/** The time zone of the roster's first rotation; nothing where it has none. */
export const firstTimeZone = (roster: RosterDefinition): string | undefined =>
  rotationsOf(roster)[0]?.timeZone;

const rotationsOf = ({ schedules = [] }: RosterDefinition): readonly Rotation[] =>
  schedules.flatMap(({ layers }) => layers);
