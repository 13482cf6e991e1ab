import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId } from './fields.ts';

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
