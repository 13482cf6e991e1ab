import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, instant, opaqueId, openCode } from './fields.ts';

export const erasureRefused = /* @__PURE__ */ defineFact('erasure.refused.v1', () => ({
  summary: 'An erasure was refused, or stopped when it fell due; every reason is named.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    reasons: z.array(
      z.object({
        reason: code(['hold', 'retention-duty', 'care-open', 'retention-unresolved'], {
          title: 'Reason',
          description: 'What stands against it.',
          purpose: 'retention',
        }),
        matterId: opaqueId('Matter that holds', 'retention', 'matter-12').optional(),
        rule: openCode('Rule of the retention policy', 'accountability', 'us-ca.psychologist').optional(),
        until: instant('Until when the duty lasts', 'retention', '2034-03-02T12:00:00Z').optional(),
        records: count('Records without a known period', 'retention', 1).optional(),
      }),
    ),
  }),
}));
