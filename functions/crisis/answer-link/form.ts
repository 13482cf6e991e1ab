import type { Incident } from '../../../domain/crisis/incident.ts';
import { outcomesByDigit } from '../../../domain/crisis/reply.ts';
import type { Command } from '../../../domain/crisis/respond.ts';

/** What a button can say. */
export const verbs = [
  'take',
  'pass',
  'join',
  'take-over',
  'arrived',
  'snooze',
  'escalate',
  'hand-over',
  'welfare',
  'close',
  'follow-up-done',
  'review-done',
] as const;
export type Verb = (typeof verbs)[number];

/** A button's value: its verb, and the token for just this verb. */
export const readAct = (
  form: URLSearchParams,
): { readonly verb: Verb; readonly token: string } | undefined => {
  const [said, token = ''] = (form.get('act') ?? '').split(' ');
  const verb = verbs.find((each) => each === said);
  return verb && { verb, token };
};

/** How it ended, as a form or a query says it. */
export const outcomeIn = (form: URLSearchParams) =>
  Object.values(outcomesByDigit).find((outcome) => outcome === form.get('outcome'));

/** The command of a form, or nothing where it is none. Only staff whom the roster names can be asked. */
export const commandFrom = (
  verb: Verb,
  form: URLSearchParams,
  staff: readonly string[],
): Command | undefined => {
  switch (verb) {
    case 'escalate':
    case 'hand-over': {
      const colleague = form.get('colleague') ?? '';
      if (colleague === '') return { verb };
      return staff.includes(colleague) ? { verb, staffIds: [colleague] } : undefined;
    }
    case 'close': {
      const outcome = outcomeIn(form);
      return outcome && { verb, outcome };
    }
    case 'follow-up-done':
      return { verb: 'task-done', task: 'follow-up' };
    case 'review-done':
      return { verb: 'task-done', task: 'review' };
    default:
      return { verb };
  }
};

/**
 * What an action was offered for: once it has been done, its token is for something that no longer is. While nobody has
 * the incident, paging goes on between looking and tapping, and must keep nobody from taking it.
 */
export const markOf = (incident: Incident | undefined, verb: Verb): string => {
  if (incident === undefined) return 'over';
  const { incidentId, status, round, step } = incident;
  return status === 'open' && (verb === 'take' || verb === 'pass')
    ? `${incidentId}|round ${round}`
    : `${incidentId}|step ${step}`;
};
