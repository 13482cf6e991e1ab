import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const holdLifted = /* @__PURE__ */ defineFact('hold.lifted.v1', () => ({
  summary: 'A matter no longer holds what is kept about a client.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    matterId: opaqueId('Matter', 'retention', 'matter-12'),
    releasedBy: opaqueId('Who released it', 'accountability', 'officer-3'),
  }),
}));
