import { z } from 'zod';
import { code, opaqueId, openCode } from './fields.ts';

/** What a clearance decision says, whichever way it went. */
export const clearanceData = z.object({
  sessionId: opaqueId('Session', 'clearance', 'session-5501'),
  clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  policyVersion: openCode('Version of the clearance policy', 'accountability', '2026-11'),
  checks: z.array(
    z.object({
      check: code(['consent', 'licence', 'location', 'private-place'], {
        title: 'Check',
        description: 'What was checked.',
        purpose: 'clearance',
      }),
      status: code(['pass', 'warn', 'fail'], {
        title: 'Status',
        description: 'How the check went; one "fail" blocks the session.',
        purpose: 'clearance',
      }),
      reason: openCode('Reason code', 'clearance', 'consent-in-force'),
      reliedOn: opaqueId('Consent or licence relied on', 'accountability', 'consent-9001').optional(),
    }),
  ),
});
