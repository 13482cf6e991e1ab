import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, flag, instant, opaqueId, openCode } from './fields.ts';

export const sessionScheduled = /* @__PURE__ */ defineFact('session.scheduled.v1', () => ({
  summary: 'A session was planned or moved.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    clinicianId: opaqueId('Clinician', 'clearance', 'clinician-21'),
    startsAt: instant('Planned start', 'clearance'),
    kind: code(['individual', 'group', 'school', 'crisis-follow-up'], {
      title: 'Kind',
      description: 'Decides which consents and answers are required; without it, individual.',
      purpose: 'clearance',
    }).optional(),
    plannedMinutes: count('Planned length in minutes', 'clearance', 50).optional(),
    recorded: flag('The session is to be recorded', 'clearance', false).optional(),
    program: openCode('Programme of the payer, whose rules apply', 'clearance', 'medicare-ctbs').optional(),
  }),
}));
