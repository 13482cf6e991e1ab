import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueIds } from './fields.ts';

export const drillFinished = /* @__PURE__ */ defineFact('drill.finished.v1', () => ({
  summary: 'The time to answer a drill is over.',
  origin: 'vigil',
  data: z.object({
    answeredStaffIds: opaqueIds('Staff who answered', 'crisis-response', ['staff-ada']),
    silentStaffIds: opaqueIds('Staff who did not', 'crisis-response', ['staff-bea']),
  }),
}));
