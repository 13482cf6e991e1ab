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

// Facts about who is on call, and their phones.

export const rosterGapFound = /* @__PURE__ */ defineFact('roster.gap-found.v1', () => ({
  summary: "A time within the next 30 days at which it is nobody's turn.",
  origin: 'vigil',
  data: z.object({
    scheduleId: opaqueId('Schedule', 'crisis-response', 'schedule-nights'),
    from: instant('Begin of the gap', 'crisis-response', '2027-03-07T20:00:00Z'),
    until: instant('End of the gap', 'crisis-response', '2027-03-08T08:00:00Z'),
    fallbackStaffId: opaqueId('Staff who takes the gap', 'crisis-response', 'staff-cem').optional(),
  }),
}));

export const rosterHandedOff = /* @__PURE__ */ defineFact('roster.handed-off.v1', () => ({
  summary: 'Others came on call.',
  origin: 'vigil',
  data: z.object({
    scheduleId: opaqueId('Schedule', 'crisis-response', 'schedule-nights'),
    onStaffIds: opaqueIds('Staff who came on', 'crisis-response', ['staff-bea']),
    offStaffIds: opaqueIds('Staff who went off', 'crisis-response', ['staff-ada']),
  }),
}));

export const rosterRefused = /* @__PURE__ */ defineFact('roster.refused.v1', () => ({
  summary:
    'A published roster named the roster that it was made from, and another one came between: that one stays in force.',
  origin: 'vigil',
  data: z.object({
    refusedEventId: id('Event of the refused roster', 'evt-0014').optional(),
    inForceEventId: id('Event of the roster in force', 'evt-0013').optional(),
    basedOn: id('Event of the roster that the refused one was made from', 'evt-0012').optional(),
    addedStaffIds: staffIds('Staff whom only the refused roster names'),
    removedStaffIds: staffIds('Staff whom only the roster in force names'),
    changedScheduleIds: opaqueIds('Schedules that are not the same in both', 'crisis-response', [
      'schedule-nights',
    ]),
    plansChanged: flag(
      'Tiers, plans, rules for calls or absences are not the same in both',
      'crisis-response',
      true,
    ),
  }),
}));

const id = (title: string, example: string) => opaqueId(title, 'crisis-response', example);
const span = () => ({
  from: instant('From when', 'crisis-response', '2027-03-05T09:00:00Z'),
  until: instant('Until when', 'crisis-response', '2027-03-06T09:00:00Z'),
});
const staffIds = (title: string) => opaqueIds(title, 'crisis-response', ['staff-ada']);

const overrideKind = () =>
  code(['add', 'remove', 'replace'], {
    title: 'Kind',
    description: 'What is changed for this time.',
    purpose: 'crisis-response',
  });

export const rosterOverrideAdded = /* @__PURE__ */ defineFact('roster.override-added.v1', () => ({
  summary:
    'A change of a schedule for one person and a time, added by itself; it stays in force when a new roster is published.',
  origin: 'provider',
  data: z.object({
    overrideId: id('Override', 'override-71'),
    scheduleId: id('Schedule', 'schedule-nights'),
    ...span(),
    kind: overrideKind(),
    staffId: id('Staff', 'staff-ada'),
    byStaffId: id('Who stands in', 'staff-bea').optional(),
  }),
  check: ({ from, until, kind, staffId, byStaffId }) => {
    if (Date.parse(until) <= Date.parse(from)) return { path: 'until', message: 'must be after from' };
    if ((kind === 'replace') !== (byStaffId !== undefined))
      return { path: 'byStaffId', message: 'says who stands in: for "replace", and only there' };
    return byStaffId === staffId
      ? { path: 'byStaffId', message: 'is the person who is to be replaced' }
      : undefined;
  },
}));

export const rosterOverrideRemoved = /* @__PURE__ */ defineFact('roster.override-removed.v1', () => ({
  summary: 'An override that was added by itself is withdrawn.',
  origin: 'provider',
  data: z.object({ overrideId: id('Override', 'override-71') }),
}));

export const rosterOverrideIneffective = /* @__PURE__ */ defineFact('roster.override-ineffective.v1', () => ({
  summary:
    'An override that was added by itself has no effect on the roster in force. It is kept, and counts as soon as it fits.',
  origin: 'vigil',
  data: z.object({
    overrideId: id('Override', 'override-71'),
    scheduleId: id('Schedule', 'schedule-nights'),
    reason: code(['schedule-unknown', 'staff-unknown', 'does-not-fit'], {
      title: 'Reason',
      description:
        'The roster has no such schedule, no phone of that person, or another override of the same person and time.',
      purpose: 'crisis-response',
    }),
  }),
}));

const tier = () =>
  z.object({
    staffIds: staffIds('Staff of the tier'),
    scheduleIds: opaqueIds('Schedules whose people on call belong to the tier', 'crisis-response', [
      'schedule-nights',
    ]).optional(),
    everybody: flag('Everybody whom the roster names', 'crisis-response', true).optional(),
    answerWithinSeconds: seconds('Time to answer before the next tier is paged', 'crisis-response', 300),
  });
const tiers = () => z.array(tier()).min(1).max(20).describe('Who is paged, in this order; 1 to 20 tiers.');
const rounds = () =>
  countBetween(
    1,
    10,
    'How often the tiers are run through before everybody is paged',
    'crisis-response',
    1,
  ).optional();

const rotation = () =>
  z.object({
    rotationId: id('Rotation', 'rotation-weekly'),
    timeZone: text(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, 'IANA time zone of the hand-off', 'America/Chicago'),
    startsAt: text(
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/,
      'First hand-off, on the clock of the time zone',
      '2027-03-01T09:00',
    ),
    every: z
      .object({
        unit: code(['week', 'day', 'hour', 'month'], {
          title: 'Unit',
          description: 'How long a turn is.',
          purpose: 'crisis-response',
        }),
        count: countBetween(1, 366, 'How many of the unit', 'crisis-response', 1),
      })
      .describe('How long each turn lasts.'),
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
      .describe('The hours on duty; without them, around the clock. At most 14.')
      .optional(),
  });

const schedule = () =>
  z.object({
    scheduleId: id('Schedule', 'schedule-nights'),
    layers: z
      .array(rotation())
      .max(10)
      .describe('Rotations; at most 10. Where two name somebody, the later one counts.'),
    shifts: z
      .array(z.object({ ...span(), staffIds: staffIds('Staff of the shift') }))
      .max(500)
      .describe('Shifts of a calendar, which count before the layers; at most 500, none overlapping.')
      .optional(),
    overrides: z
      .array(
        z.object({
          ...span(),
          kind: overrideKind(),
          staffId: id('Staff', 'staff-ada'),
          byStaffId: id('Who stands in', 'staff-bea').optional(),
        }),
      )
      .max(200)
      .describe('Changes for one person and a time; at most 200.')
      .optional(),
    temporary: z
      .array(z.object({ ...span(), staffIds: staffIds('Staff of the temporary schedule') }))
      .max(100)
      .describe('Staff who replace the whole schedule for a time; at most 100, none overlapping.')
      .optional(),
    fallbackStaffId: id('Staff who takes every gap', 'staff-cem').optional(),
  });

export const rosterPublished = /* @__PURE__ */ defineFact('roster.published.v1', () => ({
  summary: 'Who is to be reached in a crisis, tier after tier; each such event replaces the one before.',
  origin: 'provider',
  data: z.object({
    rosterId: id('Roster', 'roster-main'),
    basedOn: id('Event id of the roster that this one was made from', 'evt-0012').optional(),
    tiers: tiers(),
    rounds: rounds(),
    schedules: z
      .array(schedule())
      .max(20)
      .describe('Schedules that say who is on call when; at most 20.')
      .optional(),
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
            .describe('The severities that follow the plan; without them, all.')
            .optional(),
          tiers: tiers(),
          rounds: rounds(),
        }),
      )
      .max(100)
      .describe('Other tiers for certain schools or severities; at most 100.')
      .optional(),
    standbyStaffIds: opaqueIds(
      'Staff who are texted while Vigil cannot page anybody; else the last tier and the fallback staff',
      'crisis-response',
      ['staff-cem'],
    ).optional(),
    callRules: z
      .array(
        z.object({
          staffIds: staffIds('Staff whom the rule is for; without them everybody').optional(),
          severities: z
            .array(
              code(['critical', 'high'], {
                title: 'Severity',
                description: 'Incidents of this severity follow the rule.',
                purpose: 'crisis-response',
              }),
            )
            .min(1)
            .describe('The severities that follow the rule; without them, all.')
            .optional(),
          afterSeconds: countBetween(
            0,
            900,
            'Seconds from the text to the call; 0: both at once',
            'crisis-response',
            0,
          ),
        }),
      )
      .max(100)
      .describe(
        'When people are called, where the deployment calls at all; at most 100. A rule for a person comes before one for everybody, then one for a severity before one for all; without a rule the policy counts.',
      )
      .optional(),
    quiet: z
      .array(z.object({ ...span(), staffId: id('Staff who is away', 'staff-ada') }))
      .max(200)
      .describe('Times when somebody must not be paged; at most 200.')
      .optional(),
  }),
  check: (roster) => {
    const unreachable = placesOfStaff(roster).find(({ staffId }) => !Object.hasOwn(roster.phones, staffId));
    if (unreachable !== undefined)
      return { path: unreachable.path, message: 'names somebody who has no phone' };
    for (const [staffId, { sms = [] }] of Object.entries(roster.contacts ?? {})) {
      const first = roster.phones[staffId];
      if (first === undefined)
        return { path: `contacts.${staffId}`, message: 'is of somebody who has no phone' };
      const again = sms.findIndex((number, index) => number === first || sms.indexOf(number) !== index);
      if (again !== -1)
        return {
          path: `contacts.${staffId}.sms.${again}`,
          message: 'is a number that this person has already',
        };
    }
    return undefined;
  },
  sealed: {
    fields: z.object({
      phones: personal(z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/), e164), {
        title: 'Phones',
        description: 'The E.164 number of each member of staff, by staff id.',
        purpose: 'crisis-response',
        example: { 'staff-ada': '+12025550111' },
      }),
      contacts: personal(
        z.record(
          z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
          z.strictObject({
            sms: personal(z.array(e164).max(4), {
              title: 'More phones',
              description: 'More numbers that get every text; at most 4.',
              purpose: 'crisis-response',
              example: ['+12025550114'],
            }).optional(),
            voice: personal(e164, {
              title: 'Number for calls',
              description: 'The number that is called; a landline will do. Without it the phone is called.',
              purpose: 'crisis-response',
              example: '+12025550115',
            }).optional(),
          }),
        ),
        {
          title: 'More contact methods',
          description: 'Further numbers of members of staff, by staff id; everybody in it also has a phone.',
          purpose: 'crisis-response',
          example: { 'staff-ada': { sms: ['+12025550114'], voice: '+12025550115' } },
        },
      ).optional(),
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
    readonly schedules?: readonly z.infer<ReturnType<typeof schedule>>[] | undefined;
    readonly standbyStaffIds?: readonly string[] | undefined;
    readonly callRules?: readonly { readonly staffIds?: readonly string[] | undefined }[] | undefined;
  },
): { path: string; staffId: string }[] => {
  const ofTiers = (path: string, named: Named) =>
    named.tiers.flatMap(({ staffIds: ids }, index) =>
      ids.map((staffId) => ({ path: `${path}.${index}.staffIds`, staffId })),
    );
  const ofSchedule = (
    path: string,
    { layers, shifts, overrides, temporary, fallbackStaffId }: z.infer<ReturnType<typeof schedule>>,
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
    ...(roster.standbyStaffIds ?? []).map((staffId) => ({ path: 'standbyStaffIds', staffId })),
    ...(roster.callRules ?? []).flatMap(({ staffIds: ids }, index) =>
      (ids ?? []).map((staffId) => ({ path: `callRules.${index}.staffIds`, staffId })),
    ),
  ];
};

export const staffOptedIn = /* @__PURE__ */ defineFact('staff.opted-in.v1', () => ({
  summary: 'Somebody who had opted out sent START.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));

export const staffOptedOut = /* @__PURE__ */ defineFact('staff.opted-out.v1', () => ({
  summary: 'Somebody on call answered STOP or a word like it: the carrier delivers no page to that phone.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));

export const staffPhoneVerified = /* @__PURE__ */ defineFact('staff.phone-verified.v1', () => ({
  summary: 'The owner of a phone answered its code: the number is right and the way back works.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));
