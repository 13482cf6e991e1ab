import * as z from 'zod';
import type { Instant } from '../../../domain/instant.ts';
import type { ProviderIds } from '../provider-ids.ts';
import { type Complaint, nothing, type ProviderFact, type Translation } from '../providers/provider.ts';
import { nameIn, reading } from '../providers/reading.ts';
import { alone, type Beside } from './beside.ts';
import { translateConsent } from './consent.ts';
import { complain, refused } from './resource.ts';
import { translateCondition, translateFlag, translateRiskAssessment } from './risk.ts';
import { translateObservation, translateQuestionnaireResponse } from './screening.ts';
import { translateAppointment, translateEncounter } from './schedule.ts';

type Translator = (whole: unknown, ids: ProviderIds, now: Instant, beside: Beside) => Translation;

const translators: Readonly<Record<string, Translator>> = {
  Appointment: translateAppointment,
  Encounter: translateEncounter,
  Consent: translateConsent,
  Condition: translateCondition,
  Flag: translateFlag,
  Observation: translateObservation,
  RiskAssessment: translateRiskAssessment,
  QuestionnaireResponse: translateQuestionnaireResponse,
};

/** A resource by itself, or a notification Bundle of the Subscriptions R5 Backport (https://hl7.org/fhir/uv/subscriptions-backport). */
export const translateFhir = (payload: unknown, ids: ProviderIds, now: Instant): Translation =>
  nameIn('resourceType', payload) === 'Bundle'
    ? translateBundle(payload, ids, now)
    : translateResource(payload, ids, now, alone);

/** Deeper than any questionnaire, and far from where a parser would run out of stack. */
const deepest = 60;

const translateResource: Translator = (whole, ids, now, beside) => {
  const type = nameIn('resourceType', whole);
  const translate = Object.hasOwn(translators, type) ? translators[type] : undefined;
  if (translate === undefined) return nothing('type-unknown');
  if (isDeeper(whole, deepest))
    return refused(complain('too-costly', type, `is nested deeper than ${deepest} levels`));
  return translate(whole, ids, now, beside);
};

const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
};

const bundle = z.object({
  entry: z
    .array(z.object({ fullUrl: z.string().max(1024).optional(), resource: z.unknown().optional() }))
    .max(1000)
    .default([]),
});

const translateBundle = (whole: unknown, ids: ProviderIds, now: Instant): Translation =>
  reading(bundle, whole, ({ entry }) => {
    const resources = entry.flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
    const kind = notificationType(resources);
    if (kind === 'handshake' || kind === 'heartbeat') return nothing(kind);
    const questionnaires = resources.filter((each) => nameIn('resourceType', each) === 'Questionnaire');
    const patients = entry.flatMap(({ fullUrl, resource }) =>
      fullUrl === undefined ? [] : [{ address: fullUrl, resource }],
    );
    const focused = resources.filter((each) => !isStatus(each) && !questionnaires.includes(each));
    // Empty and id-only notifications say that something changed, and where, but not what.
    if (focused.length === 0) return nothing('needs-read-back');
    return join(focused.map((each) => translateResource(each, ids, now, { questionnaires, patients })));
  });

const isStatus = (resource: unknown): boolean =>
  ['Parameters', 'SubscriptionStatus'].includes(nameIn('resourceType', resource));

const parameters = z.object({
  parameter: z.array(z.object({ name: z.string(), valueCode: z.string().optional() })).max(1000),
});

/** R4 tells it in Parameters, R4B and R5 in a SubscriptionStatus. */
const notificationType = (resources: readonly unknown[]): string | undefined => {
  const status = resources.find(isStatus);
  const read = parameters.safeParse(status);
  return read.success
    ? read.data.parameter.find(({ name }) => name === 'type')?.valueCode
    : nameIn('type', status);
};

/** A Bundle is taken part by part: a consent that is refused does not silence a warning beside it. */
const join = (parts: readonly Translation[]): Translation => {
  const facts: ProviderFact[] = parts.flatMap((part) =>
    part.outcome === 'nothing' ? [] : [...(part.facts ?? [])],
  );
  const complaints: Complaint[] = parts.flatMap((part) =>
    part.outcome === 'unreadable' ? [...part.complaints] : [],
  );
  if (complaints.length > 0) return { outcome: 'unreadable', complaints, facts };
  return facts.length > 0 ? { outcome: 'facts', facts } : nothing('not-for-vigil');
};
