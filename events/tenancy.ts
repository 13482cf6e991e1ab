import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId, text } from './fields.ts';

// Facts about a tenant and its people.

const language = (title: string) =>
  code(['en', 'es'], {
    title,
    description: 'ISO 639-1 code of the language of texts.',
    purpose: 'crisis-response',
  });

/** Words that would say on a locked phone what the sender is for. */
const disclosing =
  /client|patient|therap|session|clinic|crisis|suicid|panic|depress|psych|mental|health|medic|counsel|behavio|terapia|salud|consejer/i;

export const tenantProfilePublished = /* @__PURE__ */ defineFact('tenant.profile-published.v1', () => ({
  summary:
    'How a tenant is called in texts, and its language and time zone; each such event replaces the one before.',
  origin: 'provider',
  data: z.object({
    displayName: text(
      /^[A-Za-z][A-Za-z0-9&-]{1,15}$/,
      'Name of the organization in texts: one word of 2 to 16 characters, not disclosing care',
      'Riverbend',
    ),
    language: language('Language of people without a profile of their own'),
    timeZone: text(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/, 'IANA time zone', 'America/Chicago'),
  }),
  check: ({ displayName }) =>
    disclosing.test(displayName)
      ? { path: 'displayName', message: 'must not disclose care: it is shown on locked phones' }
      : undefined,
}));

export const personProfilePublished = /* @__PURE__ */ defineFact('person.profile-published.v1', () => ({
  summary: 'The language of a member of staff; each such event of a person replaces the one before.',
  origin: 'provider',
  data: z.object({
    staffId: opaqueId('Staff', 'crisis-response', 'staff-ada'),
    language: language('Language of texts to this person'),
  }),
}));
