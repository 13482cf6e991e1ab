import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const erasureCancelled = /* @__PURE__ */ defineFact('erasure.cancelled.v1', () => ({
  summary: 'The request to erase a client is taken back; it counts while the waiting period lasts.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
  }),
}));
