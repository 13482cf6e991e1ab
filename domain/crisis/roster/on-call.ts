import { type Instant, plusSeconds } from '../../instant.ts';
import { covers, type Override, type RosterDefinition, type Schedule } from './roster.ts';
import { edgesOf, onHours, turnAt } from './rotation.ts';

/** Why somebody is on call, or is not. */
export type Because =
  | {
      readonly rule: 'rotation';
      readonly rotationId: string;
      readonly staffId: string;
      readonly until: Instant;
    }
  | { readonly rule: 'calendar' | 'temporary'; readonly staffIds: readonly string[]; readonly until: Instant }
  | { readonly rule: 'added' | 'removed' | 'away' | 'fallback'; readonly staffId: string }
  | { readonly rule: 'replaced'; readonly staffId: string; readonly byStaffId: string }
  | { readonly rule: 'gap' };

export interface OnCall {
  readonly staffIds: readonly string[];
  readonly because: readonly Because[];
}

type Quiet = RosterDefinition['quiet'];

/** Who is on call at this moment, and why: layers, then the calendar's shifts, then a temporary schedule, then overrides, then who is away, then the fallback. */
export const whoIsOnCall = (schedule: Schedule, quiet: Quiet, at: Instant): OnCall => {
  const because: Because[] = [];
  let staffIds = onShift(schedule, at, because);
  const seen = new Set<string>();
  for (const override of schedule.overrides ?? []) {
    const same = JSON.stringify([
      override.kind,
      override.staffId,
      override.byStaffId,
      override.from,
      override.until,
    ]);
    if (!covers(override, at) || seen.has(same)) continue;
    seen.add(same);
    staffIds = applied(override, staffIds, because);
  }
  const away = new Set((quiet ?? []).filter((span) => covers(span, at)).map(({ staffId }) => staffId));
  for (const staffId of staffIds.filter((id) => away.has(id))) because.push({ rule: 'away', staffId });
  staffIds = staffIds.filter((staffId) => !away.has(staffId));
  if (staffIds.length > 0) return { staffIds, because };
  const { fallbackStaffId } = schedule;
  if (fallbackStaffId === undefined) return { staffIds, because: [...because, { rule: 'gap' }] };
  return {
    staffIds: [fallbackStaffId],
    because: [...because, { rule: 'fallback', staffId: fallbackStaffId }],
  };
};

const onShift = (
  { layers, shifts = [], temporary = [] }: Schedule,
  at: Instant,
  because: Because[],
): readonly string[] => {
  const instead = temporary.find((span) => covers(span, at));
  if (instead !== undefined) {
    because.push({ rule: 'temporary', staffIds: instead.staffIds, until: instead.until });
    return instead.staffIds;
  }
  const listed = shifts.find((span) => covers(span, at));
  if (listed !== undefined) {
    because.push({ rule: 'calendar', staffIds: listed.staffIds, until: listed.until });
    return listed.staffIds;
  }
  for (const rotation of layers.toReversed()) {
    const turn = onHours(rotation, at) ? turnAt(rotation, at) : undefined;
    if (turn === undefined) continue;
    const { staffId, until } = turn;
    because.push({ rule: 'rotation', rotationId: rotation.rotationId, staffId, until });
    return [staffId];
  }
  return [];
};

const applied = (
  { kind, staffId, byStaffId }: Override,
  on: readonly string[],
  because: Because[],
): readonly string[] => {
  switch (kind) {
    case 'add':
      if (on.includes(staffId)) return on;
      because.push({ rule: 'added', staffId });
      return [...on, staffId];
    case 'remove':
      if (!on.includes(staffId)) return on;
      because.push({ rule: 'removed', staffId });
      return on.filter((id) => id !== staffId);
    case 'replace':
      if (!on.includes(staffId) || byStaffId === undefined) return on;
      because.push({ rule: 'replaced', staffId, byStaffId });
      return [...new Set(on.map((id) => (id === staffId ? byStaffId : id)))];
  }
};

export interface Shift {
  readonly from: Instant;
  readonly until: Instant;
  readonly onCall: OnCall;
}

/** Who is on call from one moment to another, shift after shift; neighbours differ. */
export const shiftsBetween = (
  schedule: Schedule,
  quiet: Quiet,
  from: Instant,
  until: Instant,
): readonly Shift[] => {
  const spans = [
    ...(schedule.overrides ?? []),
    ...(schedule.shifts ?? []),
    ...(schedule.temporary ?? []),
    ...(quiet ?? []),
  ];
  const edges = [
    ...schedule.layers.flatMap((rotation) => edgesOf(rotation, from, until)),
    ...spans.flatMap((span) => [span.from, span.until]),
  ].filter((at) => at > from && at < until);
  const starts = [from, ...[...new Set(edges)].sort()];
  const shifts: Shift[] = [];
  for (const [index, start] of starts.entries()) {
    const onCall = whoIsOnCall(schedule, quiet, start);
    const end = starts[index + 1] ?? until;
    const last = shifts.at(-1);
    if (last !== undefined && sameStaff(last.onCall, onCall))
      shifts[shifts.length - 1] = { ...last, until: end };
    else shifts.push({ from: start, until: end, onCall });
  }
  return shifts;
};

const sameStaff = (a: OnCall, b: OnCall): boolean =>
  [...a.staffIds].sort().join() === [...b.staffIds].sort().join() && uncovered(a) === uncovered(b);

/** Nobody's turn: whether or not a fallback takes it. */
const uncovered = ({ because }: OnCall): boolean =>
  because.some(({ rule }) => rule === 'gap' || rule === 'fallback');

export interface Gap {
  readonly scheduleId: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly fallbackStaffId?: string;
}

const gapDays = 30;

/** When nobody's turn it is within the next 30 days. */
export const coverageGaps = ({ schedules = [], quiet }: RosterDefinition, now: Instant): readonly Gap[] =>
  schedules.flatMap((schedule) =>
    shiftsBetween(schedule, quiet, now, plusSeconds(now, gapDays * 86_400))
      .filter(({ onCall }) => uncovered(onCall))
      .map(({ from, until }) => ({
        scheduleId: schedule.scheduleId,
        from,
        until,
        ...(schedule.fallbackStaffId === undefined ? {} : { fallbackStaffId: schedule.fallbackStaffId }),
      })),
  );

/** When the next shift of any schedule begins, within a week. */
export const nextHandOff = ({ schedules = [], quiet }: RosterDefinition, now: Instant): Instant | undefined =>
  schedules
    .map((schedule) => shiftsBetween(schedule, quiet, now, plusSeconds(now, 7 * 86_400))[1]?.from)
    .filter((at) => at !== undefined)
    .sort()[0];
