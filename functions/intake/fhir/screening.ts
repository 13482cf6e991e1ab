import * as z from 'zod';
import { type Answer, type AnswerValue, isScreened, screen } from '../../../domain/intake/read-screening.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { ProviderIds } from '../provider-ids.ts';
import { nothing, type Translation } from '../providers/provider.ts';
import { reading } from '../providers/reading.ts';
import { type Beside, subject } from './beside.ts';
import { loincsOf, type Loincs } from './questionnaire.ts';
import {
  codeable,
  codesIn,
  coding,
  complain,
  reference,
  refused,
  type Resource,
  resource,
  startOf,
} from './resource.ts';
import { dangerFound, speaksOfDanger } from './risk.ts';

const loinc = 'http://loinc.org';

/** Yes and no in other code systems than LOINC. */
const yesNo: ReadonlyMap<string, boolean> = new Map([
  ['http://terminology.hl7.org/CodeSystem/v2-0136|Y', true],
  ['http://terminology.hl7.org/CodeSystem/v2-0136|N', false],
  ['http://snomed.info/sct|373066001', true],
  ['http://snomed.info/sct|373067005', false],
]);

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
  subject: subject.optional(),
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
  now: Instant,
  beside: Beside,
): Translation =>
  reading(questionnaireResponse, whole, (read) => {
    if (read.status === 'entered-in-error') return nothing('not-for-vigil');
    const loincs = loincsOf(read.questionnaire, [...read.contained, ...beside.questionnaires]);
    const answers = answersIn(read.item, loincs);
    if (answers.length === 0 && hasUnknownAnswers(read.item, loincs)) return unknownForm(read.questionnaire);
    const screened = screen(answers);
    if (screened.outcome === 'nothing-flagged') return nothing('not-for-vigil');
    if (screened.outcome === 'unreadable')
      return unreadable('QuestionnaireResponse.item.answer', screened.loinc);
    const at = dateOf(read, read.authored);
    return dangerFound({ read, whole, at, triggers: screened.triggers }, ids, now, beside);
  });

const dateOf = (read: Resource, stated: string | undefined): Instant | undefined =>
  (stated === undefined ? undefined : startOf(stated)) ?? read.meta?.lastUpdated;

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
      (answer.length > 0 && loincs(linkId).length === 0) ||
      hasUnknownAnswers(below, loincs) ||
      answer.some((each) => hasUnknownAnswers(each.item ?? [], loincs)),
  );

const answersIn = (items: readonly Item[], loincs: Loincs): Answer[] =>
  items.flatMap(({ linkId = '', answer = [], item: below = [] }) => {
    const values = answer.flatMap(valueOf);
    return [
      ...(values.length === 0
        ? []
        : loincs(linkId)
            .filter(isScreened)
            .map((code) => ({ loinc: code, values }))),
      ...answersIn(below, loincs),
      ...answer.flatMap((each) => answersIn(each.item ?? [], loincs)),
    ];
  });

const valueOf = (answer: z.infer<typeof answerValue>): AnswerValue[] => {
  const { valueCoding, valueInteger, valueDecimal, valueBoolean } = answer;
  const number = valueInteger ?? valueDecimal ?? pointsIn(valueCoding?.extension);
  const yes = yesNo.get(`${valueCoding?.system ?? ''}|${valueCoding?.code ?? ''}`);
  if (valueCoding?.system === loinc && valueCoding.code !== undefined)
    return [{ kind: 'code', code: valueCoding.code }];
  if (yes !== undefined) return [{ kind: 'yes-no', yes }];
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

const unreadable = (path: string, code: string): Translation => {
  const message = `the answer to ${code} is neither a LOINC answer, a number of points, nor yes or no`;
  return refused(complain('code-invalid', path, message));
};

const measured = {
  code: codeable.optional(),
  valueCodeableConcept: codeable.optional(),
  valueInteger: z.number().optional(),
  valueQuantity: z.object({ value: z.number().optional() }).optional(),
  valueBoolean: z.boolean().optional(),
  valueString: z.string().optional(),
};
const component = z.object(measured);

const observation = resource.extend({
  ...measured,
  status: z.string(),
  subject: subject.optional(),
  contained: z.array(z.unknown()).max(50).optional(),
  effectiveDateTime: z.string().optional(),
  issued: z.string().optional(),
  component: z.array(component).max(500).default([]),
});

/**
 * https://hl7.org/fhir/R4/observation.html: one question of a screening, as US Core publishes it, several as components, or a
 * finding that is a danger by its own code.
 */
export const translateObservation = (
  whole: unknown,
  ids: ProviderIds,
  now: Instant,
  beside: Beside,
): Translation =>
  reading(observation, whole, (read) => {
    if (['entered-in-error', 'cancelled'].includes(read.status)) return nothing('not-for-vigil');
    const parts = [read, ...read.component];
    const screened = screen(parts.flatMap(answersOf));
    const found = parts.some((part) => speaksOfDanger(part.valueCodeableConcept) || isFound(part));
    const at = dateOf(read, read.effectiveDateTime ?? read.issued);
    const triggers = [
      ...(screened.outcome === 'flagged' ? screened.triggers : []),
      ...(found ? ['chart-observation'] : []),
    ];
    if (triggers.length > 0) return dangerFound({ read, whole, at, triggers }, ids, now, beside);
    return screened.outcome === 'unreadable'
      ? unreadable('Observation.value', screened.loinc)
      : nothing('not-for-vigil');
  });

type Measured = z.infer<typeof component>;

/** A danger named by the code itself is there, unless the value says that it is not. */
const isFound = (part: Measured): boolean =>
  speaksOfDanger(part.code) &&
  !valuesOf(part).some((value) => value.kind === 'yes-no' && !value.yes) &&
  part.valueInteger !== 0;

const answersOf = (part: Measured): Answer[] => {
  const values = valuesOf(part);
  return values.length === 0
    ? []
    : codesIn([part.code], loinc)
        .filter(isScreened)
        .map((code) => ({ loinc: code, values }));
};

const valuesOf = (part: Measured): AnswerValue[] => {
  const { valueCodeableConcept, valueInteger, valueQuantity, valueBoolean, valueString } = part;
  const number = valueInteger ?? valueQuantity?.value;
  const codings = (valueCodeableConcept?.coding ?? []).flatMap((valueCoding) => valueOf({ valueCoding }));
  // The same answer in several code systems: those that can be read.
  const read = codings.filter((value) => value.kind !== 'code' || value.code !== '');
  if (read.length > 0) return read;
  if (number !== undefined) return valueOf({ valueInteger: number });
  if (valueBoolean !== undefined) return valueOf({ valueBoolean });
  return valueCodeableConcept === undefined && valueString === undefined ? [] : valueOf({});
};
