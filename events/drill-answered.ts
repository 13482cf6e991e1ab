import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId } from './fields.ts';

export const drillAnswered = /* @__PURE__ */ defineFact('drill.answered.v1', () => ({
  summary: 'Somebody answered the drill.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    answeredAt: instant('When the answer came', 'crisis-response', '2027-03-01T10:02:00Z'),
  }),
}));
