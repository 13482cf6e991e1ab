import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const clientRetentionBasisChanged = /* @__PURE__ */ defineFact(
  'client.retention-basis-changed.v1',
  () => ({
    summary:
      'What decides how long the records of a client are kept has changed: the profile, or the end of care.',
    origin: 'vigil',
    data: z.object({ clientId: opaqueId('Client', 'retention', 'client-7f3a') }),
  }),
);
