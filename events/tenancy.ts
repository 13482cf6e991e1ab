import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, flag, instant, opaqueId, openCode, text } from './fields.ts';

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

export const tenantAdded = /* @__PURE__ */ defineFact('tenant.added.v1', () => ({
  summary: 'A tenant was added: from now on its events are accepted.',
  origin: 'vigil',
  data: z.object({
    returning: flag('Whether it was a tenant before and had been removed', 'accountability', false),
  }),
}));

export const tenantSuspended = /* @__PURE__ */ defineFact('tenant.suspended.v1', () => ({
  summary: 'A tenant was suspended: no new sessions and no administration, while calls for help work on.',
  origin: 'vigil',
  data: z.object({
    reason: code(['agreement', 'payment', 'security', 'request'], {
      title: 'Reason',
      description: 'Why the operator suspended it.',
      purpose: 'accountability',
    }),
  }),
}));

export const tenantResumed = /* @__PURE__ */ defineFact('tenant.resumed.v1', () => ({
  summary: 'A tenant that was suspended or leaving is active again.',
  origin: 'vigil',
  data: z.object({
    before: code(['suspended', 'leaving'], {
      title: 'Before',
      description: 'Its status until now.',
      purpose: 'accountability',
    }),
  }),
}));

export const tenantLeaveAnnounced = /* @__PURE__ */ defineFact('tenant.leave-announced.v1', () => ({
  summary:
    'A tenant leaves: no new sessions and no administration; calls for help work on until it is removed.',
  origin: 'vigil',
  data: z.object({
    handOverAt: instant(
      'When another service has taken over; before, it cannot be removed',
      'accountability',
    ),
  }),
}));

export const tenantRemoved = /* @__PURE__ */ defineFact('tenant.removed.v1', () => ({
  summary: 'A tenant was removed: nothing of it is accepted any more. Its records stay until retention ends.',
  origin: 'vigil',
  data: z.object({
    endpoints: count('Endpoints whose secrets were deleted', 'accountability', 1),
  }),
}));

const endpoint = () => ({
  provider: openCode('Provider', 'accountability', 'zoom'),
  endpointId: opaqueId('Endpoint', 'accountability', 'endpoint-4b1e'),
});

export const endpointAdded = /* @__PURE__ */ defineFact('endpoint.added.v1', () => ({
  summary: 'A tenant got an address to which one of its providers sends webhooks.',
  origin: 'vigil',
  data: z.object(endpoint()),
}));

export const endpointRotated = /* @__PURE__ */ defineFact('endpoint.rotated.v1', () => ({
  summary: 'An endpoint got a new secret; the one before is accepted beside it.',
  origin: 'vigil',
  data: z.object(endpoint()),
}));
