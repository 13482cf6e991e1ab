import { z } from 'zod';
import { defineFact } from './define.ts';
import { instant, opaqueId } from './fields.ts';

export const sessionScheduled = defineFact({
  type: 'session.scheduled.v1',
  summary: 'A session was planned or moved.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    clinicianId: opaqueId('Clinician', 'clearance', 'clinician-21'),
    startsAt: instant('Planned start', 'clearance'),
  }),
});
