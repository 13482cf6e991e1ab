import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const sessionBreakGlassExamined = /* @__PURE__ */ defineFact(
  'session.break-glass-examined.v1',
  () => ({
    summary: 'Somebody else than whoever broke the glass has looked at it.',
    origin: 'provider',
    data: z.object({
      sessionId: opaqueId('Session', 'clearance', 'session-5501'),
      clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
      reviewerId: opaqueId('Reviewer', 'accountability', 'staff-compliance-1'),
      finding: code(['justified', 'not-justified'], {
        title: 'Finding',
        description: 'What the reviewer found.',
        purpose: 'accountability',
      }),
    }),
  }),
);
