import * as z from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId } from './fields.ts';

export const erasureScheduled = /* @__PURE__ */ defineFact('erasure.scheduled.v1', () => ({
  summary: 'An erasure was granted; until it is due it can be cancelled.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestId: opaqueId('Request', 'retention', 'request-77'),
    dueAt: instant('When it will be carried out', 'retention', '2027-03-08T10:00:00Z'),
  }),
}));
