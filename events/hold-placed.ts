import { z } from 'zod';
import { defineFact } from './define.ts';
import { code, instant, opaqueId } from './fields.ts';

export const holdPlaced = defineFact({
  type: 'hold.placed.v1',
  summary: 'A matter was opened: until it is released, nothing of the client is purged or erased.',
  origin: 'provider',
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
