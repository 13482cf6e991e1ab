import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const consentWithdrawn = /* @__PURE__ */ defineFact('consent.withdrawn.v1', () => ({
  summary: 'A consent was withdrawn at the time of the event.',
  origin: 'provider',
  data: z.object({
    consentId: opaqueId('Consent', 'clearance', 'consent-9001'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  }),
}));
