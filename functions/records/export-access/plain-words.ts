// What a patient reads instead of field names and codes.

const labels: Readonly<Record<string, string>> = {
  actorIds: 'Only for these people',
  address: 'Address',
  at: 'Stated on',
  authorId: 'Written by',
  basis: 'Why this person may decide',
  birthDate: 'Date of birth',
  conditions: 'What was confirmed',
  content: 'Text',
  custody: 'Custody',
  dischargedAt: 'Care ended on',
  documentId: 'Form',
  documentVersion: 'Version of the form',
  documentedBy: 'Written down by',
  dueAt: 'To be carried out on',
  emergencyContactName: 'Emergency contact',
  emergencyContactPhone: 'Phone of the emergency contact',
  eventId: 'Reference',
  grantor: 'Given by',
  jurisdictions: 'Places whose law applies',
  lastServiceAt: 'Last session ended on',
  localEmergencyNumber: 'Local emergency number',
  method: 'How it was given',
  orderId: 'Court order',
  recipientIds: 'May be shared only with',
  recordId: 'Record',
  records: 'Number of records',
  relationship: 'What this person is to you',
  requestId: 'Request',
  requestedAt: 'Requested on',
  scope: 'What it is about',
  sessionId: 'Session',
  speakerId: 'Who said so',
  status: 'Status',
  validFrom: 'Valid from',
  validUntil: 'Valid until',
  withdrawnAt: 'Withdrawn on',
};

/** A field name in words: the label, or the name split into words. */
export const labelOf = (field: string): string => {
  const known = Object.hasOwn(labels, field) ? labels[field] : undefined;
  if (known !== undefined) return known;
  const words = field
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_.]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Fields whose values are codes: hyphens become spaces. Everything else that is text is shown as it was written. */
const codeFields = new Set([
  'basis',
  'capacity',
  'conditions',
  'custody',
  'deniedBy',
  'grantor',
  'method',
  'outcome',
  'reason',
  'relationship',
  'scope',
  'status',
]);

const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** `2027-03-01` as "March 1, 2027", an instant with its time of day; any other text as it is. */
export const dateInWords = (text: string): string => {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day.format(new Date(text));
  const isInstant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text);
  return isInstant && !Number.isNaN(Date.parse(text)) ? `${moment.format(new Date(text))} UTC` : text;
};

/** `2027-03-01T12:00:00Z` as "March 1, 2027". */
export const dayInWords = (instant: string): string => day.format(new Date(instant));

export const textInWords = (field: string, text: string): string =>
  codeFields.has(field) ? text.replaceAll('-', ' ') : dateInWords(text);
