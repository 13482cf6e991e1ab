import * as z from 'zod';
import { defineFact } from './define.ts';
import { opaqueId } from './fields.ts';

export const holdReleased = /* @__PURE__ */ defineFact('hold.released.v1', () => ({
  summary: 'A matter was closed; the client is held as long as another one is open.',
  origin: 'provider',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    matterId: opaqueId('Matter', 'retention', 'matter-12'),
    releasedBy: opaqueId('Who released it', 'accountability', 'officer-3'),
  }),
}));
