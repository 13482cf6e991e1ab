import * as z from 'zod';
import { defineFact } from './define.ts';
import { flag, opaqueId } from './fields.ts';

export const restampRequested = /* @__PURE__ */ defineFact('retention.restamp-requested.v1', () => ({
  summary:
    'All dates are to be decided anew under the present policy, or, as a dry run, it is to be said what would change.',
  origin: 'provider',
  data: z.object({
    jobId: opaqueId('Job', 'retention', 'restamp-2'),
    dryRun: flag('Only say what would change', 'retention', true),
    requestedBy: opaqueId('Who asked', 'accountability', 'officer-3'),
  }),
}));
