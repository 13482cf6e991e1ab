import * as z from 'zod';
import { code, instant, opaqueId } from './fields.ts';

/** A matter because of which everything of a client is kept. */
export const holdData = z.object({
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
});
