import * as z from 'zod';
import { consentScope } from './fields.ts';
import { defineFact } from './define.ts';
import { code, instant, opaqueId, opaqueIds, openCode } from './fields.ts';

// Facts about consents, denials, withdrawals and assent.

const speakerId = () =>
  opaqueId(
    'Which guardian or clinician spoke; only the same person, or a court, lifts what they refused',
    'clearance',
    'guardian-31',
  ).optional();

const supersedes = () =>
  opaqueIds(
    'Earlier consents or denials that this one replaces; it replaces those of the same speaker only, a court’s those of anybody',
    'clearance',
    ['consent-9000'],
  ).optional();

const orderId = () => opaqueId('Order on file', 'clearance', 'order-12').optional();

type Capacity = 'client' | 'parent' | 'guardian' | 'court' | 'clinician';

const capacity = <const C extends readonly [Capacity, ...Capacity[]]>(codes: C) =>
  code(codes, {
    title: 'Capacity',
    description:
      'In which capacity the speaker spoke; a "parent" by parental responsibility or custody, a "guardian" by appointment.',
    purpose: 'clearance',
  }).optional();

interface Speaking {
  readonly capacity?: Capacity | undefined;
  readonly speakerId?: string | undefined;
  readonly basis?: 'parental-responsibility' | 'guardianship-order' | 'custody-order' | undefined;
}

/** Which capacities fit whom. */
const capacitiesOf: Readonly<Record<'client' | 'guardian' | 'court' | 'clinician', readonly Capacity[]>> = {
  client: ['client'],
  guardian: ['parent', 'guardian'],
  court: ['court'],
  clinician: ['clinician'],
};

/** What is contradictory about a speaker: a capacity that does not fit, or nobody who could lift a "no" again. */
const speakerProblem = (
  party: keyof typeof capacitiesOf | undefined,
  { capacity: as, speakerId: id, basis }: Speaking,
): { path: string; message: string } | undefined => {
  const fitting = party === undefined ? undefined : capacitiesOf[party];
  if (as !== undefined && fitting?.includes(as) !== true) {
    const expected =
      fitting === undefined ? 'needs the field that says who spoke' : `must be ${fitting.join(' or ')}`;
    return { path: 'capacity', message: expected };
  }
  if (as === 'parent' && basis === 'guardianship-order')
    return {
      path: 'basis',
      message: 'must not be guardianship-order for a parent; use the capacity guardian',
    };
  if (as === 'guardian' && basis === 'parental-responsibility')
    return {
      path: 'basis',
      message: 'must be an order for a guardian; use the capacity parent for a parent',
    };
  return party === 'clinician' && id === undefined
    ? { path: 'speakerId', message: 'is required: it names the clinician, who alone lifts this denial' }
    : undefined;
};

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
    'Somebody said no at the time of the event: it strikes every consent of the scope until the same speaker, or a court, consents later or lifts it.',
  origin: 'provider',
  data: z.object({
    consentId: opaqueId('Denial', 'clearance', 'consent-9002'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    scope: consentScope('What was denied.'),
    deniedBy: code(['client', 'guardian', 'court', 'clinician'], {
      title: 'Denied by',
      description: 'Who said no; a clinician, where the treatment is not suitable.',
      purpose: 'clearance',
    }),
    speakerId: speakerId(),
    capacity: capacity(['client', 'parent', 'guardian', 'court', 'clinician']),
    supersedes: supersedes(),
    basis: guardianBasis('By what right the guardian said no; for an adult only an order counts.'),
    orderId: orderId(),
    actorIds: opaqueIds('The clinicians who are barred; without it, everybody is', 'clearance', [
      'clinician-22',
    ]).optional(),
    validUntil: instant('Valid until', 'clearance', '2045-01-01T00:00:00Z').optional(),
  }),
  check: ({ deniedBy, ...speaking }) => speakerProblem(deniedBy, speaking),
}));

export const consentDenialLifted = /* @__PURE__ */ defineFact('consent.denial-lifted.v1', () => ({
  summary:
    'Somebody no longer objects: their denial, or their withdrawal of a consent, stops blocking the consents of others. It is no consent.',
  origin: 'provider',
  data: z.object({
    consentId: opaqueId('Denial, or the consent that was withdrawn', 'clearance', 'consent-9002'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    liftedBy: code(['client', 'guardian', 'court', 'clinician'], {
      title: 'Lifted by',
      description: 'Who lifted it: the person who said no, or a court by an order.',
      purpose: 'clearance',
    }),
    speakerId: speakerId(),
    capacity: capacity(['client', 'parent', 'guardian', 'court', 'clinician']),
    orderId: orderId(),
  }),
  check: ({ liftedBy, ...speaking }) => speakerProblem(liftedBy, speaking),
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
      description:
        'Who gave it: the client, a guardian, or a court in their place. A clinician documents a consent and gives none.',
      purpose: 'clearance',
    }),
    speakerId: speakerId(),
    capacity: capacity(['client', 'parent', 'guardian', 'court']),
    supersedes: supersedes(),
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
    orderId: orderId(),
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
  check: ({ validFrom, validUntil, grantor, ...speaking }) =>
    validUntil !== undefined && Date.parse(validUntil) <= Date.parse(validFrom)
      ? { path: 'validUntil', message: 'must be later than validFrom' }
      : speakerProblem(grantor, speaking),
}));

export const consentRefused = /* @__PURE__ */ defineFact('consent.refused.v1', () => ({
  summary:
    'A statement about a consent was accepted and has no effect, or not the effect that it asked for; the reason says why.',
  origin: 'vigil',
  data: z.object({
    consentId: opaqueId('Consent or denial', 'clearance', 'consent-9001'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    statement: code(['granted', 'denied', 'lifted'], {
      title: 'Statement',
      description: 'Which kind of statement it was.',
      purpose: 'accountability',
    }),
    reason: code(
      [
        'id-withdrawn',
        'supersedes-other-speaker',
        'supersedes-other-scope',
        'supersedes-newer',
        'lifted-by-other-speaker',
        'lifts-newer',
      ],
      {
        title: 'Reason',
        description:
          'A consent under the id of one that was withdrawn needs a new id; nobody replaces or lifts what another person, or the same person later, has said.',
        purpose: 'accountability',
      },
    ),
  }),
}));

export const consentWithdrawn = /* @__PURE__ */ defineFact('consent.withdrawn.v1', () => ({
  summary:
    'A consent was withdrawn at the time of the event, by the person who gave it where nobody else is named; consents of others do not replace it.',
  origin: 'provider',
  data: z.object({
    consentId: opaqueId('Consent', 'clearance', 'consent-9001'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    withdrawnBy: code(['client', 'guardian', 'court'], {
      title: 'Withdrawn by',
      description:
        'Who withdrew it; without it, the person who gave it. Another guardian’s withdrawal counts as their own "no".',
      purpose: 'clearance',
    }).optional(),
    speakerId: speakerId(),
    capacity: capacity(['client', 'parent', 'guardian', 'court']),
    basis: guardianBasis('By what right a guardian withdrew it; for an adult only an order counts.'),
    orderId: orderId(),
  }),
  check: ({ withdrawnBy, ...speaking }) =>
    withdrawnBy === undefined && speaking.speakerId !== undefined
      ? { path: 'withdrawnBy', message: 'is required with speakerId: it says who the speaker is' }
      : speakerProblem(withdrawnBy, speaking),
}));
