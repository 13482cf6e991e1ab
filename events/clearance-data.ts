import * as z from 'zod';
import { code, opaqueId, openCode } from './fields.ts';

const checkNames = [
  'consent',
  'licence',
  'location',
  'private-place',
  'jurisdiction',
  'assent',
  'discipline',
  'training',
  'school-recipients',
  'identity',
  'connection',
  'fallback-channel',
  'emergency-contact',
  'boundaries',
  'designated-area',
] as const;

/** What a clearance decision says, whichever way it went. */
export const clearanceData = z.object({
  sessionId: opaqueId('Session', 'clearance', 'session-5501'),
  clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  policyVersion: openCode('Version of the clearance policy', 'accountability', '2026-11'),
  checks: z.array(
    z.object({
      check: code(checkNames, {
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
      about: openCode('Scope, where it is asked for each', 'clearance', 'telehealth-treatment').optional(),
      reliedOn: opaqueId('Consent or licence relied on', 'accountability', 'consent-9001').optional(),
      rule: openCode('Rule of the policy that decided', 'accountability', 'us-tx.method').optional(),
    }),
  ),
});

/** What a consent, or a denial, is about. */
export const consentScope = (description: string) =>
  code(
    [
      'telehealth-treatment',
      'data-processing',
      'recording',
      'emergency-contact-disclosure',
      'school-disclosure',
      'out-of-session-messages',
      'group-confidentiality',
    ],
    { title: 'Scope', description, purpose: 'clearance' },
  );
