import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const erasureCancelledByRequest = /* @__PURE__ */ defineFact(
  'erasure.cancelled-by-request.v1',
  () => ({
    summary: 'A granted erasure will not be carried out, because it was taken back in time.',
    origin: 'vigil',
    data: z.object({
      clientId: opaqueId('Client', 'retention', 'client-7f3a'),
      requestId: opaqueId('Request', 'retention', 'request-77'),
    }),
  }),
);
