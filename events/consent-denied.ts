import * as z from 'zod';
import { consentScope } from './clearance-data.ts';
import { defineFact } from './define.ts';
import { code, instant, opaqueId, opaqueIds } from './fields.ts';

export const consentDenied = /* @__PURE__ */ defineFact('consent.denied.v1', () => ({
  summary:
    'Somebody said no at the time of the event: it strikes every consent of the scope given until then.',
  origin: 'provider',
  data: z.object({
    consentId: opaqueId('Denial', 'clearance', 'consent-9002'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    scope: consentScope('What was denied.'),
    deniedBy: code(['client', 'guardian', 'court'], {
      title: 'Denied by',
      description: 'Who said no.',
      purpose: 'clearance',
    }),
    actorIds: opaqueIds('The clinicians who are barred; without it, everybody is', 'clearance', [
      'clinician-22',
    ]).optional(),
    validUntil: instant('Valid until', 'clearance', '2045-01-01T00:00:00Z').optional(),
  }),
}));
