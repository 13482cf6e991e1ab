import * as z from 'zod';
import { defineFact } from './define.ts';
import { count } from './fields.ts';

export const watchdogBeat = /* @__PURE__ */ defineFact('watchdog.beat.v1', () => ({
  summary:
    'The watchdog looked at all escalations. A minute without this fact is a minute without the second mechanism.',
  origin: 'vigil',
  data: z.object({
    overdue: count('Deadlines that had passed unattended', 'crisis-response', 0),
  }),
}));
