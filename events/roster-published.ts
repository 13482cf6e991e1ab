import { z } from 'zod';
import { defineFact } from './define.ts';
import { e164, opaqueId, opaqueIds, personal, seconds } from './fields.ts';

export const rosterPublished = defineFact({
  type: 'roster.published.v1',
  summary: 'Who is to be reached in a crisis, tier after tier; each such event replaces the one before.',
  origin: 'provider',
  data: z.object({
    rosterId: opaqueId('Roster', 'crisis-response', 'roster-main'),
    tiers: z
      .array(
        z.object({
          staffIds: opaqueIds('Staff of the tier', 'crisis-response', ['staff-ada']),
          answerWithinSeconds: seconds(
            'Time to answer before the next tier is paged',
            'crisis-response',
            300,
          ),
        }),
      )
      .min(1)
      .max(20),
  }),
  check: ({ tiers, phones }) => {
    const staff = tiers.flatMap((tier, index) => tier.staffIds.map((staffId) => ({ staffId, index })));
    if (staff.length === 0)
      return { path: 'tiers', message: 'names nobody: an incident could never be answered' };
    const unreachable = staff.find(({ staffId }) => !Object.hasOwn(phones, staffId));
    return (
      unreachable && {
        path: `tiers.${unreachable.index}.staffIds`,
        message: 'names somebody who has no phone',
      }
    );
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
});
