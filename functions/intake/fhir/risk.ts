import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import { facts, nothing, type ProviderFact, type Translation } from '../providers/provider.ts';
import { reading } from '../providers/reading.ts';
import { type Beside, containedPatients, patientOf, subject } from './beside.ts';
import { codeable, codesIn, fact, nameOf, type Resource, resource, startOf } from './resource.ts';

const snomed = 'http://snomed.info/sct';
const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';

/**
 * What a chart calls a danger to oneself: at risk for suicide, suicidal thoughts, at risk of self-harm, suicide risk;
 * suicidal ideations.
 */
const dangers = new Set([
  `${snomed}|225444004`,
  `${snomed}|6471006`,
  `${snomed}|401206008`,
  `${snomed}|267073005`,
  `${icd10}|R45.851`,
]);

export const speaksOfDanger = (concept: z.infer<typeof codeable> | undefined): boolean =>
  (concept?.coding ?? []).some(({ system = '', code = '' }) => dangers.has(`${system}|${code}`));

/** Old findings arrive when a record system is connected: nobody can act on them tonight. */
const pagesSeconds = 7 * 24 * 3600;
const watchedSeconds = 90 * 24 * 3600;

interface Finding {
  readonly read: Resource & {
    readonly subject?: z.infer<typeof subject> | undefined;
    readonly contained?: readonly unknown[] | undefined;
  };
  readonly whole: unknown;
  /** Its clinical date. */
  readonly at: Instant | undefined;
  readonly triggers: readonly string[];
}

/**
 * A finding of the last days raises a warning; an older one puts the client at elevated risk, so that a missed session or a
 * lost connection is an alarm; one of long ago says nothing about today. A warning about somebody who is not named pages
 * all the same, under the id of the resource itself: people can look it up in the record system.
 */
export const dangerFound = (
  { read, whole, at, triggers }: Finding,
  ids: ProviderIds,
  now: Instant,
  { patients }: Beside,
): Translation => {
  const patient = patientOf(read.subject, {
    patients: [...containedPatients(read.contained ?? []), ...patients],
  });
  const clientId = ids.person(patient ?? nameOf(read));
  const of = (type: ProviderFact['type'], data: object, about = ''): ProviderFact => {
    const made = fact(type, read, whole, at, { clientId, ...data });
    // An amended form that says the same again is a new warning; the same form sent twice is not.
    return { ...made, key: `${made.key}${about}` };
  };
  if (at !== undefined && plusSeconds(at, watchedSeconds) < now) return nothing('not-for-vigil');
  if (at !== undefined && plusSeconds(at, pagesSeconds) < now)
    return facts(of('client.watched.v1', { level: 'elevated', until: plusSeconds(at, watchedSeconds) }));
  return facts(
    ...(patient === undefined ? ['patient-unidentified'] : triggers).map((trigger) =>
      of('risk.flagged.v1', { trigger }, `|${trigger}`),
    ),
  );
};

const flag = resource.extend({
  status: z.string(),
  code: codeable.optional(),
  subject: subject.optional(),
});

/** https://hl7.org/fhir/R4/flag.html */
export const translateFlag = (whole: unknown, ids: ProviderIds, now: Instant, beside: Beside): Translation =>
  reading(flag, whole, (read) =>
    read.status !== 'active' || !speaksOfDanger(read.code)
      ? nothing('not-for-vigil')
      : dangerFound({ read, whole, at: read.meta?.lastUpdated, triggers: ['chart-flag'] }, ids, now, beside),
  );

const condition = resource.extend({
  code: codeable.optional(),
  clinicalStatus: codeable.optional(),
  verificationStatus: codeable.optional(),
  subject: subject.optional(),
  contained: z.array(z.unknown()).max(50).optional(),
  recordedDate: z.string().optional(),
});

const clinicalStatus = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const verificationStatus = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const over = new Set(['inactive', 'remission', 'resolved']);
const untrue = new Set(['refuted', 'entered-in-error']);

/** https://hl7.org/fhir/R4/condition.html: what it does not say counts as active and true. */
export const translateCondition = (
  whole: unknown,
  ids: ProviderIds,
  now: Instant,
  beside: Beside,
): Translation =>
  reading(condition, whole, (read) => {
    const isOver = codesIn([read.clinicalStatus], clinicalStatus).some((code) => over.has(code));
    const isUntrue = codesIn([read.verificationStatus], verificationStatus).some((code) => untrue.has(code));
    if (isOver || isUntrue || !speaksOfDanger(read.code)) return nothing('not-for-vigil');
    const recorded = read.recordedDate === undefined ? undefined : startOf(read.recordedDate);
    const at = recorded ?? read.meta?.lastUpdated;
    return dangerFound({ read, whole, at, triggers: ['chart-condition'] }, ids, now, beside);
  });

const riskAssessment = resource.extend({
  status: z.string(),
  subject: subject.optional(),
  prediction: z
    .array(z.object({ outcome: codeable.optional(), qualitativeRisk: codeable.optional() }))
    .max(50)
    .default([]),
});

/** `risk-probability` without its two lowest: a danger of a level that is not given counts. */
const unlikely = new Set(['negligible', 'low']);

/** https://hl7.org/fhir/R4/riskassessment.html */
export const translateRiskAssessment = (
  whole: unknown,
  ids: ProviderIds,
  now: Instant,
  beside: Beside,
): Translation =>
  reading(riskAssessment, whole, (read) => {
    const inDanger = read.prediction.some(
      ({ outcome, qualitativeRisk }) =>
        speaksOfDanger(outcome) &&
        !(qualitativeRisk?.coding ?? []).some(({ code = '' }) => unlikely.has(code)),
    );
    if (['entered-in-error', 'cancelled'].includes(read.status) || !inDanger) return nothing('not-for-vigil');
    const at = read.meta?.lastUpdated;
    return dangerFound({ read, whole, at, triggers: ['risk-assessment'] }, ids, now, beside);
  });
