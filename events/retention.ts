import * as z from 'zod';
import { defineFact } from './define.ts';
import { count, flag, opaqueId, openCode } from './fields.ts';

// Facts about recalculating retention.

export const recalculationRequested = /* @__PURE__ */ defineFact(
  'retention.recalculation-requested.v1',
  () => ({
    summary:
      'All dates are to be decided again under the present policy, or, as a dry run, it is to be said what would change.',
    origin: 'provider',
    data: z.object({
      jobId: opaqueId('Job', 'retention', 'restamp-2'),
      dryRun: flag('Only say what would change', 'retention', true),
      requestedBy: opaqueId('Who asked', 'accountability', 'officer-3'),
    }),
  }),
);

export const retentionRecalculated = /* @__PURE__ */ defineFact('retention.recalculated.v1', () => ({
  summary: 'Dates were decided again under the present policy, or would have been: what changes.',
  origin: 'vigil',
  data: z.object({
    jobId: opaqueId('Job', 'retention', 'restamp-2'),
    dryRun: flag('Nothing was changed', 'retention', true),
    policyVersion: openCode('Version of the retention policy', 'accountability', '2026-11'),
    examined: count('Records looked at', 'accountability', 1),
    later: count('Kept longer than before', 'accountability', 1),
    earlier: count('Kept shorter than before', 'accountability', 1),
    otherwise: count('Changed otherwise', 'accountability', 1),
    unchanged: count('Unchanged', 'accountability', 1),
  }),
}));
