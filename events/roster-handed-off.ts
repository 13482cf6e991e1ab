import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId, opaqueIds } from './fields.ts';

export const rosterHandedOff = /* @__PURE__ */ defineFact('roster.handed-off.v1', () => ({
  summary: 'Others came on call.',
  origin: 'vigil',
  data: z.object({
    scheduleId: opaqueId('Schedule', 'crisis-response', 'schedule-nights'),
    onStaffIds: opaqueIds('Staff who came on', 'crisis-response', ['staff-bea']),
    offStaffIds: opaqueIds('Staff who went off', 'crisis-response', ['staff-ada']),
  }),
}));
