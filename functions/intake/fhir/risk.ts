import * as z from 'zod';
import { type Answer, type AnswerValue, isScreened, screen } from '../../../domain/intake/read-screening.ts';
import type { ProviderIds } from '../provider-ids.ts';
import { facts, nothing, type Translation } from '../providers/provider.ts';
import { reading } from '../providers/reading.ts';
import {
  codeable,
  coding,
  complain,
  fact,
  reference,
  referenceTo,
  refused,
  resource,
  startOf,
} from './resource.ts';
import { type Loincs, loincsOf } from './questionnaire.ts';

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';
const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm';

/** What a chart calls a danger to oneself: at risk for suicide, suicidal thoughts, at risk of self-harm; suicidal ideations. */
const dangers = new Set([
  `${snomed}|225444004`,
  `${snomed}|6471006`,
  `${snomed}|401206008`,
  `${icd10}|R45.851`,
]);

const speaksOfDanger = (concept: z.infer<typeof codeable> | undefined): boolean =>
  (concept?.coding ?? []).some(({ system = '', code = '' }) => dangers.has(`${system}|${code}`));

const flag = resource.extend({
  status: z.string(),
  code: codeable.optional(),
  subject: reference.optional(),
});

/** https://hl7.org/fhir/R4/flag.html */
export const translateFlag = (whole: unknown, ids: ProviderIds): Translation =>
  reading(flag, whole, (read) => {
    if (read.status !== 'active' || !speaksOfDanger(read.code)) return nothing('not-for-vigil');
    const patient = referenceTo('Patient', read.subject);
    if (patient === undefined) return refused(complain('required', 'Flag.subject', 'names no Patient'));
    const data = { clientId: ids.person(patient), trigger: 'chart-flag' };
    return facts(fact('risk.flagged.v1', read, whole, read.meta?.lastUpdated, data));
  });

const riskAssessment = resource.extend({
  status: z.string(),
  subject: reference.optional(),
  prediction: z
    .array(z.object({ outcome: codeable.optional(), qualitativeRisk: codeable.optional() }))
    .max(50)
    .default([]),
});

/** `risk-probability` without its two lowest: a danger of a level that is not given counts. */
const unlikely = new Set(['negligible', 'low']);

/** https://hl7.org/fhir/R4/riskassessment.html */
export const translateRiskAssessment = (whole: unknown, ids: ProviderIds): Translation =>
  reading(riskAssessment, whole, (read) => {
    const inDanger = read.prediction.some(
      ({ outcome, qualitativeRisk }) =>
        speaksOfDanger(outcome) &&
        !(qualitativeRisk?.coding ?? []).some(({ code = '' }) => unlikely.has(code)),
    );
    if (['entered-in-error', 'cancelled'].includes(read.status) || !inDanger) return nothing('not-for-vigil');
    const patient = referenceTo('Patient', read.subject);
    if (patient === undefined)
      return refused(complain('required', 'RiskAssessment.subject', 'names no Patient'));
    const data = { clientId: ids.person(patient), trigger: 'risk-assessment' };
    return facts(fact('risk.flagged.v1', read, whole, read.meta?.lastUpdated, data));
  });

const answerValue = z.object({
  valueCoding: coding
    .extend({
      extension: z
        .array(z.looseObject({ url: z.string().optional() }))
        .max(20)
        .optional(),
    })
    .optional(),
  valueInteger: z.number().optional(),
  valueDecimal: z.number().optional(),
  valueBoolean: z.boolean().optional(),
});

interface Item {
  readonly linkId?: string | undefined;
  readonly answer?:
    readonly (z.infer<typeof answerValue> & { readonly item?: readonly Item[] | undefined })[] | undefined;
  readonly item?: readonly Item[] | undefined;
}

const item: z.ZodType<Item> = z.object({
  linkId: z.string().max(256).optional(),
  get answer() {
    return z
      .array(answerValue.extend({ item: z.array(item).max(500).optional() }))
      .max(100)
      .optional();
  },
  get item() {
    return z.array(item).max(500).optional();
  },
});

const questionnaireResponse = resource.extend({
  status: z.string(),
  // STU3 and Argonaut write a Reference where R4 has a canonical address.
  questionnaire: z.union([z.string().max(1024), reference.transform((to) => to.reference ?? '')]).optional(),
  contained: z.array(z.unknown()).max(50).default([]),
  subject: reference.optional(),
  authored: z.string().optional(),
  item: z.array(item).max(500).default([]),
});

/**
 * https://hl7.org/fhir/R4/questionnaireresponse.html: PHQ-9 and C-SSRS, whatever else is in it. A form that is not finished
 * counts as well: who says such a thing and stops there is not the safer for it.
 */
export const translateQuestionnaireResponse = (
  whole: unknown,
  ids: ProviderIds,
  questionnaires: readonly unknown[],
): Translation =>
  reading(questionnaireResponse, whole, (read) => {
    if (read.status === 'entered-in-error') return nothing('not-for-vigil');
    const loincs = loincsOf(read.questionnaire, [...read.contained, ...questionnaires]);
    const answers = answersIn(read.item, loincs);
    if (answers.length === 0 && hasUnknownAnswers(read.item, loincs)) return unknownForm(read.questionnaire);
    const screened = screen(answers);
    if (screened.outcome === 'nothing-flagged') return nothing('not-for-vigil');
    if (screened.outcome === 'unreadable') {
      const message = `the answer to ${screened.loinc} is neither a LOINC answer, a number of points, nor yes or no`;
      return refused(complain('code-invalid', 'QuestionnaireResponse.item.answer', message));
    }
    const patient = referenceTo('Patient', read.subject);
    if (patient === undefined)
      return refused(complain('required', 'QuestionnaireResponse.subject', 'names no Patient'));
    const at = (read.authored === undefined ? undefined : startOf(read.authored)) ?? read.meta?.lastUpdated;
    const flagged = screened.triggers.map((trigger) => ({
      ...fact('risk.flagged.v1', read, whole, at, { clientId: ids.person(patient), trigger }),
      // An amended form that says the same again is a new warning; the same form sent twice is not.
      key: `${fact('risk.flagged.v1', read, whole, at, {}).key}|${trigger}`,
    }));
    return facts(...flagged);
  });

/** Forms that ask about suicide, by the names that their addresses usually hold. */
const screenerNames = /phq-?(9|a|adolescent)|c-?ssrs|columbia|suicid|44249-1|93373-9/i;

/** None of its questions is known. Of most forms that is nothing to Vigil; of one that asks about suicide it is silence where a yes may be. */
const unknownForm = (address = ''): Translation => {
  if (!screenerNames.test(address)) return nothing('needs-read-back');
  const message = 'its questions are unknown: send the Questionnaire in the same Bundle, or contained';
  return refused(complain('required', 'QuestionnaireResponse.questionnaire', message));
};

const hasUnknownAnswers = (items: readonly Item[], loincs: Loincs): boolean =>
  items.some(
    ({ linkId = '', answer = [], item: below = [] }) =>
      (answer.length > 0 && loincs(linkId) === undefined) ||
      hasUnknownAnswers(below, loincs) ||
      answer.some((each) => hasUnknownAnswers(each.item ?? [], loincs)),
  );

const answersIn = (items: readonly Item[], loincs: Loincs): Answer[] =>
  items.flatMap(({ linkId = '', answer = [], item: below = [] }) => {
    const code = loincs(linkId);
    const values = code !== undefined && isScreened(code) ? answer.flatMap(valueOf) : [];
    return [
      ...(code === undefined || values.length === 0 ? [] : [{ loinc: code, values }]),
      ...answersIn(below, loincs),
      ...answer.flatMap((each) => answersIn(each.item ?? [], loincs)),
    ];
  });

const valueOf = (answer: z.infer<typeof answerValue>): AnswerValue[] => {
  const { valueCoding, valueInteger, valueDecimal, valueBoolean } = answer;
  const number = valueInteger ?? valueDecimal ?? pointsIn(valueCoding?.extension);
  if (valueCoding?.system === loinc && valueCoding.code !== undefined)
    return [{ kind: 'code', code: valueCoding.code }];
  if (number !== undefined) return [{ kind: 'number', number }];
  if (valueBoolean !== undefined) return [{ kind: 'yes-no', yes: valueBoolean }];
  // Answered, but in no way that can be read: kept, so that it is not taken for a no.
  return [{ kind: 'code', code: '' }];
};

/** https://hl7.org/fhir/R4/extension-ordinalvalue.html and its successor, itemWeight. */
const pointsIn = (extensions: readonly Record<string, unknown>[] | undefined): number | undefined => {
  const weight = extensions?.find(({ url }) => /\/(ordinalValue|itemWeight)$/.test(String(url)));
  return typeof weight?.['valueDecimal'] === 'number' ? weight['valueDecimal'] : undefined;
};
