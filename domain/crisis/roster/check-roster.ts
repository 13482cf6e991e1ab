import { type Instant, plusSeconds, toInstant } from '../../instant.ts';
import { contradictingRule } from './call-rules.ts';
import { shiftsBetween } from './on-call.ts';
import { covers, type RosterDefinition, type Schedule, staffOf, type Tier } from './roster.ts';
import { localDateTimeExists, zoneExists } from './rotation.ts';

export interface Complaint {
  readonly path: string;
  readonly message: string;
}

/** What is wrong with a roster, and where: the first thing found, or nothing. */
export const checkRoster = (roster: RosterDefinition, now: Instant): Complaint | undefined => {
  const checks = [named, distinct, zones, spans, references, claims, calls, silence];
  for (const check of checks) {
    const complaint = check(normalised(roster), now);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
};

/** The first tier that is given longer to answer than the policy allows: a slip there is a silence. */
export const checkWaits = (
  roster: RosterDefinition,
  maxAnswerWithinSeconds: number,
): Complaint | undefined => {
  for (const { path, tiers } of plansOf(roster)) {
    const index = tiers.findIndex(({ answerWithinSeconds }) => answerWithinSeconds > maxAnswerWithinSeconds);
    if (index !== -1)
      return {
        path: `${path}.${index}.answerWithinSeconds`,
        message: `must be at most ${maxAnswerWithinSeconds} seconds, by the policy`,
      };
  }
  return undefined;
};

/** The roster's own tiers and those of its plans, with their places. */
const plansOf = ({ tiers, plans = [] }: RosterDefinition) => [
  { path: 'tiers', tiers },
  ...plans.map((plan, index) => ({ path: `plans.${index}.tiers`, tiers: plan.tiers })),
];

/** All instants in the one form that the domain compares. */
export const normalised = (roster: RosterDefinition): RosterDefinition => {
  const span = <S extends { readonly from: string; readonly until: string }>(it: S): S => ({
    ...it,
    from: toInstant(it.from),
    until: toInstant(it.until),
  });
  const { schedules, quiet } = roster;
  return {
    ...roster,
    ...(quiet === undefined ? {} : { quiet: quiet.map(span) }),
    ...(schedules === undefined
      ? {}
      : {
          schedules: schedules.map((schedule) => ({
            ...schedule,
            shifts: (schedule.shifts ?? []).map(span),
            overrides: (schedule.overrides ?? []).map(span),
            temporary: (schedule.temporary ?? []).map(span),
          })),
        }),
  };
};

const named = (roster: RosterDefinition): Complaint | undefined =>
  staffOf(roster).length === 0
    ? { path: 'tiers', message: 'names nobody: an incident could never be answered' }
    : undefined;

const distinct = ({ schedules = [], plans = [] }: RosterDefinition): Complaint | undefined => {
  const twice = (path: string, ids: readonly string[]): Complaint | undefined => {
    const index = ids.findIndex((id, at) => ids.indexOf(id) !== at);
    return index === -1 ? undefined : { path: `${path}.${index}`, message: 'has the id of another one' };
  };
  return (
    twice(
      'schedules',
      schedules.map(({ scheduleId }) => scheduleId),
    ) ??
    twice(
      'plans',
      plans.map(({ planId }) => planId),
    )
  );
};

const zones = ({ schedules = [] }: RosterDefinition): Complaint | undefined => {
  for (const [index, { layers }] of schedules.entries())
    for (const [layer, { timeZone, startsAt, staffIds, hours = [] }] of layers.entries()) {
      const path = `schedules.${index}.layers.${layer}`;
      if (!zoneExists(timeZone)) return { path: `${path}.timeZone`, message: 'is not an IANA time zone' };
      if (!localDateTimeExists(startsAt))
        return { path: `${path}.startsAt`, message: 'is not a date and time that exists' };
      if (staffIds.length === 0) return { path: `${path}.staffIds`, message: 'names nobody' };
      const empty = hours.findIndex(({ from, until }) => from === until);
      if (empty !== -1) return { path: `${path}.hours.${empty}`, message: 'begins when it ends' };
    }
  return undefined;
};

const spans = ({ schedules = [], quiet = [] }: RosterDefinition): Complaint | undefined => {
  const backwards = (path: string, all: readonly { readonly from: Instant; readonly until: Instant }[]) => {
    const index = all.findIndex(({ from, until }) => until <= from);
    return index === -1 ? undefined : { path: `${path}.${index}.until`, message: 'must be after its from' };
  };
  const wrongQuiet = backwards('quiet', quiet);
  if (wrongQuiet !== undefined) return wrongQuiet;
  for (const [index, { overrides = [], shifts = [], temporary = [] }] of schedules.entries()) {
    const path = `schedules.${index}`;
    const wrong =
      backwards(`${path}.overrides`, overrides) ??
      backwards(`${path}.shifts`, shifts) ??
      backwards(`${path}.temporary`, temporary);
    if (wrong !== undefined) return wrong;
    const nobody = shifts.findIndex(({ staffIds }) => staffIds.length === 0);
    if (nobody !== -1) return { path: `${path}.shifts.${nobody}.staffIds`, message: 'names nobody' };
    const shift = overlapping(shifts);
    if (shift !== -1) return { path: `${path}.shifts.${shift}`, message: 'overlaps another shift' };
    const instead = overlapping(temporary);
    if (instead !== -1)
      return { path: `${path}.temporary.${instead}`, message: 'overlaps another temporary schedule' };
    for (const [at, override] of overrides.entries()) {
      if (override.kind === 'replace' && override.byStaffId === undefined)
        return { path: `${path}.overrides.${at}.byStaffId`, message: 'must say who stands in' };
      if (override.kind === 'replace' && override.byStaffId === override.staffId)
        return { path: `${path}.overrides.${at}.byStaffId`, message: 'is the person who is to be replaced' };
      const swapsBack = overrides.some(
        (other, otherAt) =>
          otherAt < at &&
          [other.kind, override.kind].every((kind) => kind === 'replace') &&
          other.byStaffId === override.staffId &&
          other.staffId === override.byStaffId &&
          overlap(other, override),
      );
      if (swapsBack)
        return { path: `${path}.overrides.${at}`, message: 'undoes another override of the same time' };
      const contradicts = overrides.some(
        (other, otherAt) =>
          otherAt < at &&
          other.staffId === override.staffId &&
          overlap(other, override) &&
          !same(other, override),
      );
      if (contradicts)
        return { path: `${path}.overrides.${at}`, message: 'overlaps another override of the same person' };
    }
  }
  return undefined;
};

interface Span {
  readonly from: Instant;
  readonly until: Instant;
}
const overlap = (a: Span, b: Span): boolean => a.from < b.until && b.from < a.until;
const overlapping = (spans: readonly Span[]): number =>
  spans.findIndex((span, at) => spans.some((other, otherAt) => otherAt < at && overlap(span, other)));
const same = (a: { kind: string; byStaffId?: string | undefined } & Span, b: typeof a): boolean =>
  a.kind === b.kind && a.byStaffId === b.byStaffId && a.from === b.from && a.until === b.until;

const references = (roster: RosterDefinition): Complaint | undefined => {
  const known = new Set(roster.schedules?.map(({ scheduleId }) => scheduleId));
  for (const plan of plansOf(roster))
    for (const [index, { scheduleIds = [] }] of plan.tiers.entries())
      if (scheduleIds.some((scheduleId) => !known.has(scheduleId)))
        return { path: `${plan.path}.${index}.scheduleIds`, message: 'names a schedule that is not there' };
  return undefined;
};

/** Two plans for the same school and severity: which one counts would be a guess. */
const claims = ({ plans = [] }: RosterDefinition): Complaint | undefined => {
  const taken = new Set<string>();
  for (const [index, { schoolIds = [], severities = [] }] of plans.entries()) {
    // A plan of neither school nor severity is for triggers that name it.
    if (schoolIds.length === 0 && severities.length === 0) continue;
    for (const school of schoolIds.length === 0 ? ['#all'] : new Set(schoolIds))
      for (const severity of severities.length === 0 ? ['#any'] : new Set(severities)) {
        const claim = `${school}/${severity}`;
        if (taken.has(claim))
          return { path: `plans.${index}`, message: 'is for a school and severity that another plan is for' };
        taken.add(claim);
      }
  }
  return undefined;
};

const calls = ({ callRules = [] }: RosterDefinition): Complaint | undefined => {
  const index = contradictingRule(callRules);
  return index === undefined
    ? undefined
    : { path: `callRules.${index}`, message: 'is for a person and severity that another rule is for' };
};

const checkedDays = 30;

/** A plan must have somebody at every moment of the next 30 days; what nobody's turn is needs a fallback. */
const silence = (roster: RosterDefinition, now: Instant): Complaint | undefined => {
  const until = plusSeconds(now, checkedDays * 86_400);
  for (const { path, tiers } of plansOf(roster)) {
    const moment = silentAt(roster, tiers, now, until);
    if (moment !== undefined)
      return {
        path,
        message: `could end in silence: nobody is on call from ${moment}, and no fallback is named`,
      };
  }
  return undefined;
};

const silentAt = (
  { schedules = [], quiet = [] }: RosterDefinition,
  tiers: readonly Tier[],
  now: Instant,
  until: Instant,
): Instant | undefined => {
  if (tiers.some(({ everybody }) => everybody === true)) return undefined;
  const named = tiers.flatMap(({ staffIds }) => staffIds);
  const used = tiers
    .flatMap(({ scheduleIds = [] }) => scheduleIds)
    .map((id) => schedules.find(({ scheduleId }) => scheduleId === id))
    .filter((schedule): schedule is Schedule => schedule !== undefined);
  const coverage = used.map((schedule) => shiftsBetween(schedule, quiet, now, until));
  const edges = [
    now,
    ...coverage.flatMap((shifts) => shifts.map(({ from }) => from)),
    ...quiet.flatMap((span) => [span.from, span.until]),
  ].filter((at) => at >= now && at < until);
  return [...new Set(edges)].sort().find((at) => {
    const away = new Set(quiet.filter((span) => covers(span, at)).map(({ staffId }) => staffId));
    const somebody =
      named.some((staffId) => !away.has(staffId)) ||
      coverage.some((shifts) =>
        shifts.some((shift) => covers(shift, at) && shift.onCall.staffIds.length > 0),
      );
    return !somebody;
  });
};
