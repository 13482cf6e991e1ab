import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, flag, jurisdiction, opaqueId, opaqueIds, personal } from './fields.ts';

export const sessionCheckedIn = /* @__PURE__ */ defineFact('session.checked-in.v1', () => ({
  summary: 'The client said where they are today; asked anew for each session.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    jurisdiction: jurisdiction('Where the client is today', 'clearance'),
    clinicianId: opaqueId(
      'Clinician, so that one read finds everybody',
      'clearance',
      'clinician-21',
    ).optional(),
    privatePlace: flag('The client is in a private place', 'clearance', true),
    identityConfirmed: flag('The clinician knows who is on the screen', 'clearance', true).optional(),
    connection: code(['private-network', 'public-network', 'mobile-network'], {
      title: 'Connection',
      description: 'Over what kind of network the client is connected.',
      purpose: 'clearance',
    }).optional(),
    fallbackChannel: code(['phone', 'sms', 'other-platform', 'none'], {
      title: 'Second channel',
      description: 'What was agreed on in case the connection fails.',
      purpose: 'clearance',
    }).optional(),
    emergencyContactReachable: flag(
      'The emergency contact can be reached today and may be called',
      'clearance',
      true,
    ).optional(),
    boundariesAgreed: flag('Contact between sessions has been agreed on', 'clearance', true).optional(),
    designatedArea: flag(
      'The student is in the room that the school has set aside',
      'clearance',
      true,
    ).optional(),
    attendeeIds: opaqueIds('School staff who take part or learn of the session', 'clearance', [
      'school-staff-4',
    ]).optional(),
    clinicianJurisdiction: jurisdiction('Where the clinician is today', 'clearance').optional(),
  }),
  sealed: {
    fields: z.object({
      address: personal(z.string().min(1).max(500), {
        title: 'Address today',
        description: 'Where help is to be sent.',
        purpose: 'crisis-response',
        example: '1 Example Street, Exampleville',
      }),
      localEmergencyNumber: personal(z.string().regex(/^\+?\d{2,15}$/), {
        title: 'Local emergency number',
        description: 'The number that reaches the emergency service where the client is.',
        purpose: 'crisis-response',
        example: '+12025550199',
      }),
    }),
    subject: (data) => `client:${data.clientId}`,
    recordClass: () => 'check-in',
  },
}));
