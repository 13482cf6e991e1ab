import { z } from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId } from './fields.ts';

export const holdInForce = defineFact({
  type: 'hold.in-force.v1',
  summary: 'Everything of a client is held because of a matter.',
  origin: 'vigil',
  data: z.object({
    clientId: opaqueId('Client', 'retention', 'client-7f3a'),
    matterId: opaqueId('Matter', 'retention', 'matter-12'),
    kind: code(['litigation', 'investigation', 'audit', 'complaint', 'other'], {
      title: 'Kind of matter',
      description: 'Why nothing of the client may go.',
      purpose: 'retention',
    }),
    sessionId: opaqueId('Session that the matter is about', 'retention', 'session-5501').optional(),
    placedBy: opaqueId('Who placed it', 'accountability', 'officer-3'),
    reviewAt: instant('When it must be looked at again', 'retention', '2027-09-01T00:00:00Z'),
  }),
});
