import * as z from 'zod';
import { defineFact } from './define.ts';
import {
  code,
  countBetween,
  e164,
  flag,
  instant,
  opaqueId,
  opaqueIds,
  openCode,
  personal,
  seconds,
  text,
  weekdays,
} from './fields.ts';

const id = (title: string, example: string) => opaqueId(title, 'crisis-response', example);
const span = {
  from: instant('From when', 'crisis-response', '2027-03-05T09:00:00Z'),
  until: instant('Until when', 'crisis-response', '2027-03-06T09:00:00Z'),
};
const staffIds = (title: string) => opaqueIds(title, 'crisis-response', ['staff-ada']);

const tier = z.object({
  staffIds: staffIds('Staff of the tier'),
  scheduleIds: opaqueIds('Schedules whose people on call belong to the tier', 'crisis-response', [
    'schedule-nights',
  ]).optional(),
  everybody: flag('Everybody whom the roster names', 'crisis-response', true).optional(),
  answerWithinSeconds: seconds('Time to answer before the next tier is paged', 'crisis-response', 300),
});
const tiers = z.array(tier).min(1).max(20);
const rounds = countBetween(
  1,
  10,
  'How often the tiers are run through before everybody is paged',
  'crisis-response',
  1,
).optional();

const rotation = z.object({
  rotationId: id('Rotation', 'rotation-weekly'),
  timeZone: text(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, 'IANA time zone of the hand-off', 'America/Chicago'),
  startsAt: text(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/,
    'First hand-off, on the clock of the time zone',
    '2027-03-01T09:00',
  ),
  every: z.object({
    unit: code(['week', 'day', 'hour', 'month'], {
      title: 'Unit',
      description: 'How long a turn is.',
      purpose: 'crisis-response',
    }),
    count: countBetween(1, 366, 'How many of the unit', 'crisis-response', 1),
  }),
  staffIds: staffIds('Staff who take turns'),
  hours: z
    .array(
      z.object({
        days: weekdays('Days on which the hours begin', 'crisis-response'),
        from: text(/^([01]\d|2[0-3]):[0-5]\d$/, 'Begin of the hours on duty', '18:00'),
        until: text(/^([01]\d|2[0-3]):[0-5]\d$/, 'End of the hours on duty', '08:00'),
      }),
    )
    .max(14)
    .optional(),
});

const schedule = z.object({
  scheduleId: id('Schedule', 'schedule-nights'),
  layers: z.array(rotation).max(10),
  shifts: z
    .array(z.object({ ...span, staffIds: staffIds('Staff of the shift') }))
    .max(500)
    .optional(),
  overrides: z
    .array(
      z.object({
        ...span,
        kind: code(['add', 'remove', 'replace'], {
          title: 'Kind',
          description: 'What is changed for this time.',
          purpose: 'crisis-response',
        }),
        staffId: id('Staff', 'staff-ada'),
        byStaffId: id('Who stands in', 'staff-bea').optional(),
      }),
    )
    .max(200)
    .optional(),
  temporary: z
    .array(z.object({ ...span, staffIds: staffIds('Staff of the temporary schedule') }))
    .max(100)
    .optional(),
  fallbackStaffId: id('Staff who takes every gap', 'staff-cem').optional(),
});

export const rosterPublished = /* @__PURE__ */ defineFact('roster.published.v1', () => ({
  summary: 'Who is to be reached in a crisis, tier after tier; each such event replaces the one before.',
  origin: 'provider',
  data: z.object({
    rosterId: id('Roster', 'roster-main'),
    tiers,
    rounds,
    schedules: z.array(schedule).max(20).optional(),
    plans: z
      .array(
        z.object({
          planId: openCode('Plan', 'crisis-response', 'critical-nights'),
          schoolIds: opaqueIds(
            'Schools whose clients follow the plan; without them everybody’s',
            'crisis-response',
            ['school-12'],
          ).optional(),
          severities: z
            .array(
              code(['critical', 'high'], {
                title: 'Severity',
                description: 'Incidents of this severity follow the plan.',
                purpose: 'crisis-response',
              }),
            )
            .optional(),
          tiers,
          rounds,
        }),
      )
      .max(100)
      .optional(),
    quiet: z
      .array(z.object({ ...span, staffId: id('Staff who is away', 'staff-ada') }))
      .max(200)
      .optional(),
  }),
  check: (roster) => {
    const unreachable = placesOfStaff(roster).find(({ staffId }) => !Object.hasOwn(roster.phones, staffId));
    return unreachable && { path: unreachable.path, message: 'names somebody who has no phone' };
  },
  sealed: {
    fields: z.object({
      phones: personal(z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/), e164), {
        title: 'Phones',
        description: 'The E.164 number of each member of staff, by staff id.',
        purpose: 'crisis-response',
        example: { 'staff-ada': '+12025550111' },
      }),
    }),
    subject: () => 'roster',
    recordClass: () => 'staff-contacts',
  },
}));

interface Named {
  readonly tiers: readonly { readonly staffIds: readonly string[] }[];
}

/** Where the roster names whom. Whether it makes sense as a whole is judged by domain/crisis/roster. */
const placesOfStaff = (
  roster: Named & {
    readonly plans?: readonly Named[] | undefined;
    readonly schedules?: readonly z.infer<typeof schedule>[] | undefined;
  },
): { path: string; staffId: string }[] => {
  const ofTiers = (path: string, named: Named) =>
    named.tiers.flatMap(({ staffIds: ids }, index) =>
      ids.map((staffId) => ({ path: `${path}.${index}.staffIds`, staffId })),
    );
  const ofSchedule = (
    path: string,
    { layers, shifts, overrides, temporary, fallbackStaffId }: z.infer<typeof schedule>,
  ) => [
    ...layers.flatMap((layer, index) =>
      layer.staffIds.map((staffId) => ({ path: `${path}.layers.${index}.staffIds`, staffId })),
    ),
    ...(shifts ?? []).flatMap(({ staffIds: ids }, index) =>
      ids.map((staffId) => ({ path: `${path}.shifts.${index}.staffIds`, staffId })),
    ),
    ...(overrides ?? []).flatMap(({ staffId, byStaffId }, index) =>
      (byStaffId === undefined ? [staffId] : [staffId, byStaffId]).map((id) => ({
        path: `${path}.overrides.${index}`,
        staffId: id,
      })),
    ),
    ...(temporary ?? []).flatMap(({ staffIds: ids }, index) =>
      ids.map((staffId) => ({ path: `${path}.temporary.${index}.staffIds`, staffId })),
    ),
    ...(fallbackStaffId === undefined ? [] : [{ path: `${path}.fallbackStaffId`, staffId: fallbackStaffId }]),
  ];
  return [
    ...ofTiers('tiers', roster),
    ...(roster.plans ?? []).flatMap((plan, index) => ofTiers(`plans.${index}.tiers`, plan)),
    ...(roster.schedules ?? []).flatMap((it, index) => ofSchedule(`schedules.${index}`, it)),
  ];
};
