import * as z from 'zod';
import { defineFact } from './define.ts';
import { count, flag, opaqueIds } from './fields.ts';

export const readinessChecked = /* @__PURE__ */ defineFact('readiness.checked.v1', () => ({
  summary: 'What would keep a page from being answered, looked for once a day.',
  origin: 'vigil',
  data: z.object({
    optedOutStaffIds: opaqueIds('Staff whose phone takes no messages', 'crisis-response', ['staff-ada']),
    unverifiedStaffIds: opaqueIds('Staff whose phone never answered a code', 'crisis-response', [
      'staff-bea',
    ]),
    gaps: count('Gaps of the next 30 days', 'crisis-response', 0),
    smsSandbox: flag('The account may text verified numbers only', 'crisis-response', false),
    smsQuotaUsd: count(
      'US dollars a month after which the account sends no text; absent where it could not be found out',
      'crisis-response',
      100,
    ).optional(),
  }),
}));
