import { z } from 'zod';
import { defineFact } from './define.ts';
import { flag, jurisdiction, opaqueId, personal } from './fields.ts';

export const sessionCheckedIn = defineFact({
  type: 'session.checked-in.v1',
  summary: 'The client said where they are today; asked anew for each session.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    jurisdiction: jurisdiction('Where the client is today', 'clearance'),
    privatePlace: flag('The client is in a private place', 'clearance', true),
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
});
