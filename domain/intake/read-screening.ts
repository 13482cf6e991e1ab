/** One answered question of a questionnaire, by the LOINC code of the question. An answer of several choices has several. */
export interface Answer {
  readonly loinc: string;
  readonly values: readonly AnswerValue[];
}

export type AnswerValue =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'yes-no'; readonly yes: boolean };

export type RiskTrigger = 'phq9-item9' | 'cssrs-positive';

export type Screened =
  | { readonly outcome: 'flagged'; readonly triggers: readonly RiskTrigger[] }
  /** Nothing that was answered speaks of danger. What was not answered says nothing either way. */
  | { readonly outcome: 'nothing-flagged' }
  /** A question about suicide was answered in a way that cannot be read: neither yes nor no. */
  | { readonly outcome: 'unreadable'; readonly loinc: string };

/** PHQ-9, "thoughts that you would be better off dead, or of hurting yourself". https://loinc.org/44260-8 */
const phq9Item9 = '44260-8';

/** PHQ-9 answers and their points. https://loinc.org/LL358-3 */
const phq9Points: Readonly<Record<string, number>> = {
  'LA6568-5': 0, // not at all
  'LA6569-3': 1, // several days
  'LA6570-1': 2, // more than half the days
  'LA6571-9': 3, // nearly every day
};

/** The questions of the C-SSRS screener. https://loinc.org/93373-9 */
const cssrsQuestions = new Set([
  '93246-7', // wish to be dead
  '93247-5', // suicidal thoughts
  '93248-3', // with method
  '93249-1', // with some intent
  '93250-9', // with plan and intent
  '93267-3', // behaviour, ever
  '93269-9', // behaviour, past three months
]);

/** The level that the person who filled it in gave. https://loinc.org/93374-7 */
const cssrsRiskLevel = '93374-7';

const yesNo: Readonly<Record<string, boolean>> = { 'LA33-6': true, 'LA32-8': false };

/** Every other level than these is danger, also one that is new to us. */
const harmlessLevels: Readonly<Record<string, true>> = { 'LA9194-7': true, 'LA137-2': true }; // low, none

/** True for the code of a question that screening looks at. */
export const isScreened = (loinc: string): boolean =>
  loinc === phq9Item9 || loinc === cssrsRiskLevel || cssrsQuestions.has(loinc);

/**
 * Does what was answered speak of suicide? PHQ-9 item 9 counts from one point on, whatever the total; of the C-SSRS any
 * yes, and any level above low. A positive answer counts even where another one cannot be read.
 */
export const screen = (answers: readonly Answer[]): Screened => {
  const read = answers
    .filter(({ loinc }) => isScreened(loinc))
    .flatMap(({ loinc, values }) => values.map((value) => ({ loinc, danger: dangerIn(loinc, value) })));
  const triggers = read.flatMap(({ loinc, danger }): RiskTrigger[] =>
    danger === true ? [loinc === phq9Item9 ? 'phq9-item9' : 'cssrs-positive'] : [],
  );
  if (triggers.length > 0) return { outcome: 'flagged', triggers: [...new Set(triggers)].sort() };
  const unread = read.find(({ danger }) => danger === undefined);
  return unread === undefined
    ? { outcome: 'nothing-flagged' }
    : { outcome: 'unreadable', loinc: unread.loinc };
};

const dangerIn = (loinc: string, value: AnswerValue): boolean | undefined => {
  if (loinc === phq9Item9) {
    const points = pointsOf(value);
    return points === undefined ? undefined : points > 0;
  }
  if (value.kind === 'yes-no') return loinc === cssrsRiskLevel ? undefined : value.yes;
  if (value.kind === 'number' && loinc !== cssrsRiskLevel)
    return value.number === 0 || value.number === 1 ? value.number === 1 : undefined;
  if (value.kind !== 'code') return undefined;
  if (loinc === cssrsRiskLevel) return !Object.hasOwn(harmlessLevels, value.code);
  return Object.hasOwn(yesNo, value.code) ? yesNo[value.code] : undefined;
};

const pointsOf = (value: AnswerValue): number | undefined => {
  switch (value.kind) {
    case 'number':
      return Number.isInteger(value.number) && value.number >= 0 && value.number <= 3
        ? value.number
        : undefined;
    case 'code':
      return Object.hasOwn(phq9Points, value.code) ? phq9Points[value.code] : undefined;
    case 'yes-no':
      return undefined;
  }
};
