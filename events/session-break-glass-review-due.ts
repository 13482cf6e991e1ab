import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId } from './fields.ts';

export const sessionBreakGlassReviewDue = /* @__PURE__ */ defineFact(
  'session.break-glass-review-due.v1',
  () => ({
    summary: 'Nobody has reviewed a break-glass yet; said again until somebody has.',
    origin: 'vigil',
    data: z.object({
      sessionId: opaqueId('Session', 'clearance', 'session-5501'),
      clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
      by: opaqueId('Who breaks the glass', 'accountability', 'clinician-21'),
      brokenAt: instant('When the glass was broken', 'accountability'),
    }),
  }),
);
