import type { FactOf } from '../../../events/facts.ts';
import { type Dated, isNewer } from '../../dated.ts';
import { type Instant, plusSeconds } from '../../instant.ts';
import { checkRoster } from './check-roster.ts';
import type { Override, RosterDefinition } from './roster.ts';

/** An override that was added by itself, or that it was withdrawn. */
export type SingleOverride = Dated & { readonly overrideId: string } & (
    { readonly override: Override & { readonly scheduleId: string } } | { readonly override?: undefined }
  );

/** By override id: what was said last. */
export type SingleOverrides = Readonly<Record<string, SingleOverride>>;

export type Ineffective = FactOf<'roster.override-ineffective.v1'>['data'];

/** Everybody whom they name. */
export const namedIn = (singles: SingleOverrides): readonly string[] =>
  Object.values(singles).flatMap(({ override }) =>
    override === undefined ? [] : [override.staffId, override.byStaffId ?? override.staffId],
  );

/** So long after its end, or after its withdrawal, an override is remembered: an older statement may still come. */
const rememberedSeconds = 7 * 86_400;

/** What is said of single overrides after this statement; `known` itself where it says nothing new. */
export const afterStatement = (
  known: SingleOverrides,
  stated: SingleOverride,
  now: Instant,
): SingleOverrides => {
  const before = Object.hasOwn(known, stated.overrideId) ? known[stated.overrideId] : undefined;
  if (!isNewer(stated, before)) return known;
  const over = ({ at, override }: SingleOverride) =>
    plusSeconds(override === undefined || override.until < at ? at : override.until, rememberedSeconds) < now;
  const kept = Object.entries(known).filter(([, single]) => !over(single));
  return { ...Object.fromEntries(kept), [stated.overrideId]: stated };
};

/**
 * The roster with the single overrides that fit it, in the order of their dates, and those that have no effect with the reason.
 * A roster that has some already is read without them first.
 */
export const withSingleOverrides = (
  roster: RosterDefinition,
  singles: SingleOverrides,
  isReachable: (staffId: string) => boolean,
  now: Instant,
): { readonly definition: RosterDefinition; readonly ineffective: readonly Ineffective[] } => {
  const ineffective: Ineffective[] = [];
  let definition = withoutSingles(roster);
  const inOrder = Object.values(singles).sort((a, b) => (isNewer(a, b) ? 1 : -1));
  for (const { overrideId, override: stated } of inOrder) {
    if (stated === undefined || stated.until <= now) continue;
    const { scheduleId, ...override } = stated;
    const added = withOverride(definition, scheduleId, { ...override, overrideId });
    const { staffId, byStaffId = staffId } = override;
    if (added === undefined) ineffective.push({ overrideId, scheduleId, reason: 'schedule-unknown' });
    else if (!isReachable(staffId) || !isReachable(byStaffId))
      ineffective.push({ overrideId, scheduleId, reason: 'staff-unknown' });
    else if (checkRoster(added, now) !== undefined && checkRoster(definition, now) === undefined)
      ineffective.push({ overrideId, scheduleId, reason: 'does-not-fit' });
    else definition = added;
  }
  return { definition, ineffective };
};

const withoutSingles = ({ schedules, ...roster }: RosterDefinition): RosterDefinition => ({
  ...roster,
  ...(schedules === undefined
    ? {}
    : {
        schedules: schedules.map(({ overrides, ...schedule }) => ({
          ...schedule,
          ...(overrides === undefined
            ? {}
            : { overrides: overrides.filter(({ overrideId }) => overrideId === undefined) }),
        })),
      }),
});

const withOverride = (
  { schedules = [], ...roster }: RosterDefinition,
  scheduleId: string,
  override: Override,
): RosterDefinition | undefined => {
  if (!schedules.some((schedule) => schedule.scheduleId === scheduleId)) return undefined;
  return {
    ...roster,
    schedules: schedules.map((schedule) =>
      schedule.scheduleId === scheduleId
        ? { ...schedule, overrides: [...(schedule.overrides ?? []), override] }
        : schedule,
    ),
  };
};
