import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const staffPhoneVerified = /* @__PURE__ */ defineFact('staff.phone-verified.v1', () => ({
  summary: 'The owner of a phone answered its code: the number is right and the way back works.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
}));
