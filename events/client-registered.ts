import * as z from 'zod';
import { defineFact } from './define.ts';
import { e164, jurisdiction, opaqueId, personal } from './fields.ts';

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
