import * as z from 'zod';
import { consentScope } from './clearance-data.ts';
import { defineFact } from './define.ts';
import { code, count, opaqueId } from './fields.ts';

export const sessionConsentRevoked = /* @__PURE__ */ defineFact('session.consent-revoked.v1', () => ({
  summary:
    'While the session runs, a consent on which it relied was withdrawn or denied. Notes already written stay.',
  origin: 'vigil',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    scopes: z.array(consentScope('What is no longer consented to.')),
    action: code(['stop', 'wind-down'], {
      title: 'Action',
      description: 'What the policy asks of the platform: to stop at once, or to come to an end in time.',
      purpose: 'clearance',
    }),
    withinSeconds: count('How long the session may take to end, in seconds', 'clearance', 300),
  }),
}));
