import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId, openCode } from './fields.ts';

export const sessionBreakGlassReviewed = /* @__PURE__ */ defineFact(
  'session.break-glass-reviewed.v1',
  () => ({
    summary: 'The review of a break-glass is done.',
    origin: 'vigil',
    data: z.object({
      sessionId: opaqueId('Session', 'clearance', 'session-5501'),
      clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
      by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
      reviewerId: opaqueId('Reviewer', 'accountability', 'staff-compliance-1'),
      finding: openCode('Finding', 'accountability', 'justified'),
    }),
  }),
);
