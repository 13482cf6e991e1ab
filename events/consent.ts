import * as z from 'zod';
import { consentScope } from './fields.ts';
import { defineFact } from './define.ts';
import { code, instant, opaqueId, opaqueIds, openCode } from './fields.ts';

// Facts about consents, denials, withdrawals and assent.

const speakerId = () =>
  opaqueId(
    'Which guardian spoke; only a later consent with the same id lifts a guardian’s denial or withdrawal',
    'clearance',
    'guardian-31',
  ).optional();

const guardianBasis = (description: string) =>
  code(['parental-responsibility', 'guardianship-order', 'custody-order'], {
    title: 'Basis',
    description,
    purpose: 'clearance',
  }).optional();

export const assentRecorded = /* @__PURE__ */ defineFact('assent.recorded.v1', () => ({
  summary: 'A minor said whether they agree to the treatment that a guardian has consented to.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    outcome: code(['given', 'refused'], {
      title: 'Outcome',
      description: 'What the minor said.',
      purpose: 'clearance',
    }),
    recordedBy: opaqueId('Who asked', 'clearance', 'clinician-21'),
  }),
}));

export const consentDenied = /* @__PURE__ */ defineFact('consent.denied.v1', () => ({
  summary:
    'Somebody said no at the time of the event: it strikes every consent of the scope until the same speaker, or a court, consents later.',
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
    speakerId: speakerId(),
    basis: guardianBasis('In which capacity the guardian said no; for an adult only an order counts.'),
    orderId: opaqueId('Order on file', 'clearance', 'order-12').optional(),
    actorIds: opaqueIds('The clinicians who are barred; without it, everybody is', 'clearance', [
      'clinician-22',
    ]).optional(),
    validUntil: instant('Valid until', 'clearance', '2045-01-01T00:00:00Z').optional(),
  }),
}));

export const consentGranted = /* @__PURE__ */ defineFact('consent.granted.v1', () => ({
  summary: 'A consent was given for one scope at the time of the event.',
  origin: 'provider',
  data: z.object({
    consentId: opaqueId('Consent', 'clearance', 'consent-9001'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    scope: consentScope('What was consented to.'),
    grantor: code(['client', 'guardian', 'court'], {
      title: 'Grantor',
      description: 'Who gave it: the client, a guardian, or a court in their place.',
      purpose: 'clearance',
    }),
    speakerId: speakerId(),
    relationship: code(['parent', 'legal-guardian', 'foster-carer', 'relative', 'agency'], {
      title: 'Relationship',
      description: 'What the guardian is to the client; a guardian’s consent counts only with it.',
      purpose: 'clearance',
    }).optional(),
    basis: guardianBasis('Why the guardian may consent; a guardian’s consent counts only with it.'),
    custody: code(['no-order', 'order-on-file'], {
      title: 'Custody',
      description: 'Whether a court has ordered who has custody; some jurisdictions ask.',
      purpose: 'clearance',
    }).optional(),
    orderId: opaqueId('Order on file', 'clearance', 'order-12').optional(),
    method: code(['written', 'electronic', 'verbal'], {
      title: 'Method',
      description: 'How it was given.',
      purpose: 'clearance',
    }),
    documentedBy: opaqueId(
      'Who wrote down what was said; a verbal consent counts only with it',
      'clearance',
      'clinician-21',
    ).optional(),
    documentId: opaqueId('Consent document', 'clearance', 'telehealth-consent'),
    documentVersion: openCode('Version of the document', 'clearance', '2'),
    language: openCode(
      'Language of the document, as a BCP 47 tag in lower case',
      'clearance',
      'en',
    ).optional(),
    conditions: z
      .array(
        code(
          ['found-mature', 'parent-involved-or-excused', 'statutory-purpose', 'guardian-contact-detrimental'],
          {
            title: 'Attested condition',
            description:
              'What the person who took the consent attests where the law makes a minor’s own consent depend on it. Which purpose it was stays in the sealed note.',
            purpose: 'clearance',
          },
        ),
      )
      .max(10)
      .describe('What the person who took the consent attests; at most 10.')
      .optional(),
    actorIds: opaqueIds('The only clinicians to whom it was given', 'clearance', ['clinician-21']).optional(),
    recipientIds: opaqueIds('The only people to whom something may be disclosed', 'clearance', [
      'school-staff-4',
    ]).optional(),
    sessionId: opaqueId('The only session for which it was given', 'clearance', 'session-5501').optional(),
    validFrom: instant('Valid from', 'clearance', '2026-01-05T09:00:00Z'),
    validUntil: instant('Valid until', 'clearance', '2045-01-01T00:00:00Z').optional(),
  }),
  check: ({ validFrom, validUntil }) =>
    validUntil !== undefined && Date.parse(validUntil) <= Date.parse(validFrom)
      ? { path: 'validUntil', message: 'must be later than validFrom' }
      : undefined,
}));

export const consentWithdrawn = /* @__PURE__ */ defineFact('consent.withdrawn.v1', () => ({
  summary:
    'A consent was withdrawn at the time of the event by the person who gave it; consents of others do not replace it.',
  origin: 'provider',
  data: z.object({
    consentId: opaqueId('Consent', 'clearance', 'consent-9001'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  }),
}));
