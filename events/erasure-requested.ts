import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, opaqueId } from './fields.ts';

export const erasureRequested = /* @__PURE__ */ defineFact('erasure.requested.v1', () => ({
  summary: 'Somebody entitled asks that everything about a client be erased.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    requestedBy: code(['client', 'guardian', 'representative'], {
      title: 'Requested by',
      description: 'Who asks.',
      purpose: 'retention',
    }),
  }),
}));
