import { code } from './fields.ts';

/** What a consent, or a denial, is about. */
export const consentScope = (description: string) =>
  code(
    [
      'telehealth-treatment',
      'data-processing',
      'recording',
      'emergency-contact-disclosure',
      'school-disclosure',
      'out-of-session-messages',
      'group-confidentiality',
    ],
    { title: 'Scope', description, purpose: 'clearance' },
  );
