import { isValidPhoneNumber } from 'libphonenumber-js';
import { rosterPublished } from '../../../events/roster.ts';
import type { AnyContract } from '../../../events/define.ts';
import { checkRoster, checkWaits } from '../../../domain/crisis/roster/check-roster.ts';
import type { RosterDefinition } from '../../../domain/crisis/roster/roster.ts';
import { type Instant, toInstant } from '../../../domain/instant.ts';
import { maxAnswerWithinSeconds } from '../policy.ts';

interface Complaint {
  readonly path: string;
  readonly message: string;
}

/** What shapes and single fields cannot say: whether the whole makes sense. The contract's own check comes first. */
export const checkStated = (contract: AnyContract, stated: unknown, time: string): Complaint | undefined =>
  contract.check?.(stated) ?? wholes[contract.type]?.(stated, toInstant(time));

const wholes: Readonly<Record<string, (stated: unknown, at: Instant) => Complaint | undefined>> = {
  [rosterPublished.type]: (stated, at) => {
    const roster = stated as RosterDefinition & { readonly phones: Readonly<Record<string, string>> };
    return (
      checkNumbers(roster.phones) ?? checkWaits(roster, maxAnswerWithinSeconds) ?? checkRoster(roster, at)
    );
  },
};

const checkNumbers = (phones: Readonly<Record<string, string>>): Complaint | undefined => {
  const wrong = Object.entries(phones).find(([, number]) => !isDialable(number));
  return wrong && { path: `phones.${wrong[0]}`, message: 'is not a number that any country has given out' };
};

/** Numbers for fiction (555-0100 to 555-0199) are no subscriber's, and demos and tests live on them. */
const isDialable = (number: string): boolean =>
  /^\+1\d{3}55501\d\d$/.test(number) || isValidPhoneNumber(number);
