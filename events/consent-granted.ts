import { z } from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId, openCode } from './fields.ts';

export const consentGranted = defineFact({
  type: 'consent.granted.v1',
  summary: 'A consent was given for one scope.',
  origin: 'provider',
  data: z.object({
    consentId: opaqueId('Consent', 'clearance', 'consent-9001'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    scope: code(['telehealth-treatment', 'data-processing', 'recording'], {
      title: 'Scope',
      description: 'What was consented to.',
      purpose: 'clearance',
    }),
    grantor: code(['client', 'guardian'], {
      title: 'Grantor',
      description: 'Who gave it.',
      purpose: 'clearance',
    }),
    method: code(['written', 'electronic', 'verbal'], {
      title: 'Method',
      description: 'How it was given.',
      purpose: 'clearance',
    }),
    documentId: opaqueId('Consent document', 'clearance', 'telehealth-consent'),
    documentVersion: openCode('Version of the document', 'clearance', '2'),
    validFrom: instant('Valid from', 'clearance', '2026-01-05T09:00:00Z'),
    validUntil: instant('Valid until', 'clearance', '2045-01-01T00:00:00Z').optional(),
  }),
});
