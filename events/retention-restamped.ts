import * as z from 'zod';
import { defineFact } from './define.ts';
import { count, flag, opaqueId, openCode } from './fields.ts';

export const retentionRestamped = /* @__PURE__ */ defineFact('retention.restamped.v1', () => ({
  summary: 'Dates were decided anew under the present policy, or would have been: what changes.',
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
