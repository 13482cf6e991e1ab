/** An answer as the instrument codes it. A refusal is a value of its own. */
export type AnswerValue = number | 'declined';

export type Answers = Readonly<Record<string, AnswerValue>>;

/** A questionnaire as data: what it asks, and what clinicians decided about its answers. */
export interface Screener {
  readonly items: Readonly<Record<string, ScreenerItem>>;
  /** The first rule that applies and pages decides; if none pages, the first that applies. */
  readonly rules: readonly ScreenerRule[];
}

export interface ScreenerItem {
  readonly values: readonly AnswerValue[];
  /** The instrument does not ask this if all of these items are answered no (0). */
  readonly skippedAfterNo?: readonly string[] | undefined;
  readonly optional?: boolean | undefined;
}

/** Any of these items answered with any of these values. */
export interface ScreenerRule {
  readonly items: readonly string[];
  readonly values: readonly AnswerValue[];
  readonly action: 'page' | 'task';
  readonly trigger: string;
}

/** An entry of the answers that the instrument does not define, by its place (from 0) and key. */
export interface UnreadableAnswer {
  readonly index: number;
  readonly key: string;
  /** The values that the item may have; absent if the instrument has no such item. */
  readonly allowed?: readonly AnswerValue[];
}

/** Separates what the instrument defines from what it does not: one malformed entry never hides the others. */
export const readAnswers = (
  stated: object,
  { items }: Screener,
): { readonly answers: Answers; readonly unreadable: readonly UnreadableAnswer[] } => {
  const answers: [string, AnswerValue][] = [];
  const unreadable: UnreadableAnswer[] = [];
  for (const [index, [key, value]] of Object.entries(stated).entries()) {
    const item = Object.hasOwn(items, key) ? items[key] : undefined;
    const read = item?.values.find((allowed) => allowed === value);
    if (read === undefined) unreadable.push({ index, key, ...(item && { allowed: item.values }) });
    else answers.push([key, read]);
  }
  return { answers: Object.fromEntries(answers), unreadable };
};

/** The rule that decides about these answers, or none. */
export const findingIn = (answers: Answers, { rules }: Screener): ScreenerRule | undefined => {
  const applying = rules.filter((rule) => rule.items.some((item) => appliesTo(rule, answers[item])));
  return applying.find(({ action }) => action === 'page') ?? applying[0];
};

const appliesTo = ({ values }: ScreenerRule, value: AnswerValue | undefined): boolean =>
  value !== undefined && values.includes(value);

export interface Unknown {
  readonly missing: number;
  readonly declined: number;
  /** Whether one of them is an item that a rule is about. */
  readonly concernsRisk: boolean;
}

/**
 * The items without an answer. Skipped by branching counts as answered; a refusal is unknown unless a rule is about it.
 */
export const unknownIn = (answers: Answers, { items, rules }: Screener): Unknown => {
  const open = Object.entries(items).flatMap(([item, { optional = false, skippedAfterNo = [] }]) => {
    const value = answers[item];
    const skipped = skippedAfterNo.length > 0 && skippedAfterNo.every((other) => answers[other] === 0);
    const about = rules.filter((rule) => rule.items.includes(item));
    const known =
      value === undefined
        ? optional || skipped
        : value !== 'declined' || about.some((rule) => appliesTo(rule, value));
    return known ? [] : [{ declined: value === 'declined', concernsRisk: about.length > 0 }];
  });
  const declined = open.filter((each) => each.declined).length;
  return {
    missing: open.length - declined,
    declined,
    concernsRisk: open.some(({ concernsRisk }) => concernsRisk),
  };
};
