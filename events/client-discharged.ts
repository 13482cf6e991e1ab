import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const clientDischarged = /* @__PURE__ */ defineFact('client.discharged.v1', () => ({
  summary: 'Care ended at the time of the event: the date from which most retention periods run.',
  origin: 'provider',
  data: z.object({ clientId: opaqueId('Client', 'retention', 'client-7f3a') }),
}));
