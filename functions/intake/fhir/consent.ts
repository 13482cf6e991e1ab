import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { type Complaint, facts, nothing, type Translation } from '../providers/provider.ts';
import { reading } from '../providers/reading.ts';
import {
  codeable,
  codesIn,
  coding,
  complain,
  endOf,
  fact,
  nameOf,
  reference,
  referenceTo,
  refused,
  resource,
  startOf,
} from './resource.ts';

const consentScopes = 'http://terminology.hl7.org/CodeSystem/consentscope';
const actCodes = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
/** Our own codes for what FHIR has none for: in `category` or `provision.code`. */
const vigilScopes = 'urn:vigil:consent-scope';
const knownScopes = ['telehealth-treatment', 'data-processing', 'recording'];

/** What narrows a permission in ways that clearance does not know: to read past it would be to take more than was given. */
const narrowing = [
  'actor',
  'action',
  'securityLabel',
  'purpose',
  'class',
  'dataPeriod',
  'data',
  'provision',
] as const;

const period = z.object({ start: z.string().optional(), end: z.string().optional() });

const provision = z.looseObject({
  type: z.string().optional(),
  period: period.optional(),
  code: z.array(codeable).max(100).optional(),
});

const consent = resource.extend({
  status: z.string(),
  scope: codeable.optional(),
  category: z.array(codeable).max(100).default([]),
  patient: reference.optional(),
  dateTime: z.string().optional(),
  performer: z.array(reference).max(10).default([]),
  sourceAttachment: z.object({}).optional(),
  sourceReference: reference.optional(),
  policy: z
    .array(z.object({ uri: z.string().max(1024).optional() }))
    .max(10)
    .default([]),
  policyRule: z.object({ coding: z.array(coding).max(20).optional() }).optional(),
  provision: provision.optional(),
});

type Consent = z.infer<typeof consent>;

/**
 * https://hl7.org/fhir/R4/consent.html. A withdrawal needs only the consent and the patient. A grant is taken where every
 * part of it can be represented, and otherwise refused with every reason: a consent that is half understood would let
 * a session run that nobody agreed to.
 */
export const translateConsent = (whole: unknown, ids: ProviderIds): Translation =>
  reading(consent, whole, (read) => {
    const { status, patient: subject, meta } = read;
    if (status === 'draft' || status === 'proposed') return nothing('not-for-vigil');
    const patient = referenceTo('Patient', subject);
    if (read.id === undefined) return refused(complain('required', 'Consent.id', 'is missing'));
    if (patient === undefined) return refused(complain('required', 'Consent.patient', 'names no Patient'));
    const about = { consentId: ids.consent(nameOf(read)), clientId: ids.person(patient) };
    if (['inactive', 'rejected', 'entered-in-error'].includes(status) || isDenied(read))
      return facts(fact('consent.withdrawn.v1', read, whole, meta?.lastUpdated, about));
    if (status !== 'active')
      return refused(complain('code-invalid', 'Consent.status', 'is not a status of FHIR R4'));
    const granted = grantOf(read, patient, ids);
    if (Array.isArray(granted)) return refused(...granted);
    return facts(fact('consent.granted.v1', read, whole, meta?.lastUpdated, { ...about, ...granted }));
  });

/** What opts out or denies withdraws: read in doubt against the permission, never for it. */
const isDenied = ({ provision: rule, policyRule }: Consent): boolean =>
  rule?.type === 'deny' || codesIn([policyRule], actCodes).includes('OPTOUT');

const grantOf = (read: Consent, patient: string, ids: ProviderIds): object | Complaint[] => {
  const complaints: Complaint[] = [];
  const need = <T>(value: T | undefined, complaint: Complaint): T | undefined => {
    if (value === undefined) complaints.push(complaint);
    return value;
  };
  const rule = read.provision;
  for (const name of narrowing) {
    if (rule?.[name] !== undefined)
      complaints.push(
        complain(
          'not-supported',
          `Consent.provision.${name}`,
          'narrows the consent in a way that cannot be represented',
        ),
      );
  }
  if (codesIn([read.policyRule], actCodes).some((code) => code !== 'OPTIN'))
    complaints.push(
      complain('not-supported', 'Consent.policyRule', 'only OPTIN and OPTOUT can be represented'),
    );

  const scope = need(
    scopeOf(read),
    complain(
      'not-supported',
      'Consent.scope',
      `must be one of ${knownScopes.join(', ')} (system ${vigilScopes}, in category or provision.code), or patient-privacy`,
    ),
  );
  const grantor = need(
    grantorOf(read, patient),
    complain(
      'required',
      'Consent.performer',
      'must name either the Patient or one RelatedPerson (the guardian)',
    ),
  );
  const method = need(
    methodOf(read),
    complain(
      'required',
      'Consent.source[x]',
      'is missing: a sourceAttachment is written, a QuestionnaireResponse electronic',
    ),
  );
  const document = need(
    documentOf(read),
    complain(
      'required',
      'Consent.policy.uri',
      'must name the document and its version, as "<uri>|<version>"',
    ),
  );
  const from = rule?.period?.start ?? read.dateTime;
  const validFrom = need(
    from === undefined ? undefined : startOf(from),
    complain('value', 'Consent.provision.period.start', 'is missing (dateTime, too), or less than a day'),
  );
  const until = rule?.period?.end;
  const validUntil = until === undefined ? undefined : endOf(until);
  if (until !== undefined)
    need(validUntil, complain('value', 'Consent.provision.period.end', 'is less than a day'));
  if (complaints.length > 0 || document === undefined) return complaints;
  return {
    scope,
    grantor,
    method,
    documentId: ids.document(document.uri),
    documentVersion: document.version,
    validFrom,
    ...(validUntil === undefined ? {} : { validUntil }),
  };
};

/** One scope a consent. `patient-privacy` is by its definition the consent to collect, use and disclose information. */
const scopeOf = ({ scope, category, provision: rule }: Consent): string | undefined => {
  const named = new Set(codesIn([...category, ...(rule?.code ?? [])], vigilScopes));
  const [only] = named;
  if (named.size === 1 && only !== undefined) return knownScopes.includes(only) ? only : undefined;
  if (named.size > 1) return undefined;
  // Treatment alone may be treatment in a room: that it is online must be said.
  return codesIn([scope], consentScopes).includes('patient-privacy') ? 'data-processing' : undefined;
};

const grantorOf = ({ performer }: Consent, patient: string): 'client' | 'guardian' | undefined => {
  if (performer.length !== 1) return undefined;
  if (referenceTo('Patient', performer[0]) === patient) return 'client';
  return referenceTo('RelatedPerson', performer[0]) === undefined ? undefined : 'guardian';
};

const methodOf = ({ sourceAttachment, sourceReference }: Consent): 'written' | 'electronic' | undefined => {
  if (sourceAttachment !== undefined) return 'written';
  return referenceTo('QuestionnaireResponse', sourceReference) === undefined ? undefined : 'electronic';
};

const documentOf = ({ policy }: Consent): { uri: string; version: string } | undefined => {
  const [, uri, version] = /^([^|\s]+)\|([a-z0-9][a-z0-9.:_-]{0,63})$/.exec(policy[0]?.uri ?? '') ?? [];
  return uri === undefined || version === undefined ? undefined : { uri, version };
};
