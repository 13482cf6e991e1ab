import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const keyRotationRequested = /* @__PURE__ */ defineFact('client.key-rotation-requested.v1', () => ({
  summary: 'A client gets a new key, and the records are sealed again under it.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    requestedBy: opaqueId('Who asked', 'accountability', 'officer-3'),
  }),
}));
