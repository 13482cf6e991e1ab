import { z } from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const staffPhoneVerified = defineFact({
  type: 'staff.phone-verified.v1',
  summary: 'The owner of a phone answered its code: the number is right and the way back works.',
  origin: 'vigil',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
  }),
});
