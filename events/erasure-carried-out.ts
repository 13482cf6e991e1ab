import * as z from 'zod';
import { defineFact } from './define.ts';
import { count, opaqueId } from './fields.ts';

export const erasureCarriedOut = /* @__PURE__ */ defineFact('erasure.carried-out.v1', () => ({
  summary:
    'The key of a client is destroyed and the records are deleted; certified when no memory can hold the key.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    records: count('Records deleted', 'accountability', 3),
  }),
}));
