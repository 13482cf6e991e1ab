import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId, signature } from './fields.ts';

export const erasureCertified = /* @__PURE__ */ defineFact('erasure.certified.v1', () => ({
  summary: 'Nobody can read anything of the client any more; the certificate proves it to outsiders.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    certificate: signature(
      'Erasure certificate',
      'eyJhbGciOiJFUzI1NiJ9.eyJzdGFnZSI6ImZpbmFsIn0.c2lnbmF0dXJl',
    ),
  }),
}));
