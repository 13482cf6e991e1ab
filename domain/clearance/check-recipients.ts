import { type Check, failed, passed } from './check.ts';
import type { Grant } from './consent.ts';
import type { CheckIn } from './session.ts';

/** Is every member of school staff who attends named in the consent to disclosure (34 CFR 99.30(b)(3))? */
export const checkRecipients = (
  disclosure: Grant | undefined,
  checkIn: CheckIn | undefined,
): readonly Check[] => {
  const attendees = checkIn?.attendeeIds ?? [];
  if (attendees.length === 0) return [];
  const allNamed = attendees.every((attendee) => disclosure?.recipientIds?.includes(attendee) === true);
  return [
    allNamed
      ? passed('school-recipients', 'recipients-named')
      : failed('school-recipients', 'recipient-not-named', 'block'),
  ];
};
