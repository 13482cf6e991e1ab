import type { CrisisPolicy } from './incident.ts';

/** The trigger that answers to a questionnaire raise, or none. An instrument without rules raises the worst: never guess safety. */
export const triggerOf = (
  instrument: string,
  answers: Readonly<Record<string, number>>,
  { screeners }: Pick<CrisisPolicy, 'screeners'>,
): string | undefined => {
  const rules = screeners[instrument];
  if (rules === undefined) return 'screening-unknown';
  return rules.find(({ items, atLeast }) => items.some((item) => (answers[item] ?? 0) >= atLeast))?.trigger;
};
