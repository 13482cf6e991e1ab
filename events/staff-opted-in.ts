import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const staffOptedIn = /* @__PURE__ */ defineFact('staff.opted-in.v1', () => ({
  summary: 'Somebody who had opted out sent START.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));
