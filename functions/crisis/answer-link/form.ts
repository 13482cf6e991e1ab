import { outcomesByDigit } from '../../../domain/crisis/reply.ts';
import type { Command } from '../../../domain/crisis/respond.ts';

/** The command of a form, or nothing where it is none. Only staff whom the roster names can be asked. */
export const commandFrom = (form: URLSearchParams, staff: ReadonlySet<string>): Command | undefined => {
  const verb = form.get('verb');
  const colleague = form.get('colleague') ?? '';
  const staffIds = staff.has(colleague) ? { staffIds: [colleague] } : {};
  switch (verb) {
    case 'take':
    case 'pass':
    case 'arrived':
    case 'snooze':
    case 'welfare':
      return { verb };
    case 'escalate':
    case 'hand-over':
      return colleague !== '' && !staff.has(colleague) ? undefined : { verb, ...staffIds };
    case 'close': {
      const outcome = Object.values(outcomesByDigit).find((candidate) => candidate === form.get('outcome'));
      return outcome && { verb, outcome };
    }
    case 'follow-up-done':
      return { verb: 'task-done', task: 'follow-up' };
    case 'review-done':
      return { verb: 'task-done', task: 'review' };
    default:
      return undefined;
  }
};
