import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, e164, instant, jurisdiction, opaqueId, personal } from './fields.ts';

// Facts about clients: who they are to a provider, and how their care ends.

export const clientDischarged = /* @__PURE__ */ defineFact('client.discharged.v1', () => ({
  summary: 'Care ended at the time of the event: the date from which most retention periods run.',
  origin: 'provider',
  data: z.object({ clientId: opaqueId('Client', 'retention', 'client-7f3a') }),
}));

const correctionData = () =>
  z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    sessionId: opaqueId(
      'Session whose check-in named the wrong place; without it, the registration did',
      'clearance',
      'session-5501',
    ).optional(),
    wrong: jurisdiction('The place that was written down', 'retention', 'CA'),
    right: jurisdiction('The place that was meant', 'retention', 'US-CA'),
    correctedBy: opaqueId('Who corrects it', 'accountability', 'officer-3'),
  });

export const clientPlaceCorrected = /* @__PURE__ */ defineFact('client.place-corrected.v1', () => ({
  summary:
    'A place was a mistake: what was stated up to the time of this event counts for the right place. Moving is not a mistake; register the client again.',
  origin: 'provider',
  data: correctionData(),
}));

export const clientPlaceCorrectionRefused = /* @__PURE__ */ defineFact(
  'client.place-correction-refused.v1',
  () => ({
    summary: 'A correction of a place was accepted and changes nothing so far; the reason says why.',
    origin: 'vigil',
    data: correctionData().extend({
      reason: code(['same-place', 'not-stated'], {
        title: 'Reason',
        description:
          'Both places are the same; or no registration (no check-in of the session) up to that time named the wrong place. If that arrives late, the correction applies.',
        purpose: 'accountability',
      }),
    }),
  }),
);

export const keyRotationRequested = /* @__PURE__ */ defineFact('client.key-rotation-requested.v1', () => ({
  summary: 'A client gets a new key, and the records are sealed again under it.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestedBy: opaqueId('Who asked', 'accountability', 'officer-3'),
  }),
}));

export const clientRegistered = /* @__PURE__ */ defineFact('client.registered.v1', () => ({
  summary: 'A client came into care, or the client record of the platform changed.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'care-record', 'client-7f3a'),
    jurisdiction: jurisdiction('Home jurisdiction', 'retention'),
    schoolId: opaqueId(
      'School whose people are paged for the client',
      'crisis-response',
      'school-12',
    ).optional(),
  }),
  sealed: {
    fields: z.object({
      birthDate: personal(z.iso.date(), {
        title: 'Birth date',
        description: 'Decides who may consent and how long records of a minor are kept.',
        purpose: 'retention',
        example: '1990-04-12',
      }),
      emergencyContactName: personal(z.string().min(1).max(200), {
        title: 'Emergency contact',
        description: 'Whom a responder may call.',
        purpose: 'crisis-response',
        example: 'Example Contact',
      }),
      emergencyContactPhone: personal(e164, {
        title: 'Emergency contact phone',
        description: 'The number of the emergency contact, E.164.',
        purpose: 'crisis-response',
        example: '+12025550190',
      }),
    }),
    subject: (data) => `client:${data.clientId}`,
    recordClass: () => 'client-profile',
  },
}));

export const clientRetentionBasisChanged = /* @__PURE__ */ defineFact(
  'client.retention-basis-changed.v1',
  () => ({
    summary:
      'What decides how long the records of a client are kept has changed: the profile, or the end of care.',
    origin: 'vigil',
    data: z.object({ clientId: opaqueId('Client', 'retention', 'client-7f3a') }),
  }),
);

export const clientWatched = /* @__PURE__ */ defineFact('client.watched.v1', () => ({
  summary: 'The clinician says that a client is at elevated risk for a time, or no longer.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    level: code(['elevated', 'none'], {
      title: 'Level',
      description: 'At elevated risk a lost connection or a missed session is an alarm.',
      purpose: 'crisis-response',
    }),
    until: instant('Until when', 'crisis-response', '2027-03-15T10:00:00Z').optional(),
  }),
}));
