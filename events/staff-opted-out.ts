import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const staffOptedOut = /* @__PURE__ */ defineFact('staff.opted-out.v1', () => ({
  summary: 'Somebody on call answered STOP or a word like it: the carrier delivers no page to that phone.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));
