import * as z from 'zod';
import { defineFact } from './define.ts';
import {
  code,
  count,
  flag,
  instant,
  jurisdiction,
  opaqueId,
  opaqueIds,
  openCode,
  personal,
} from './fields.ts';

// Facts about sessions: planned, cleared or blocked, held, broken off.

/** What a clearance decision says, whichever way it went. */
/** What a consent, or a denial, is about. */
export const sessionCancelled = /* @__PURE__ */ defineFact('session.cancelled.v1', () => ({
  summary: 'A planned session will not take place.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a').optional(),
  }),
}));

export const sessionCheckedIn = /* @__PURE__ */ defineFact('session.checked-in.v1', () => ({
  summary: 'The client said where they are today; asked again for each session.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    jurisdiction: jurisdiction('Where the client is today', 'clearance'),
    clinicianId: opaqueId(
      'Clinician, so that one read finds everybody',
      'clearance',
      'clinician-21',
    ).optional(),
    privatePlace: flag('The client is in a private place', 'clearance', true),
    identityConfirmed: flag('The clinician knows who is on the screen', 'clearance', true).optional(),
    connection: code(['private-network', 'public-network', 'mobile-network'], {
      title: 'Connection',
      description: 'Over what kind of network the client is connected.',
      purpose: 'clearance',
    }).optional(),
    fallbackChannel: code(['phone', 'sms', 'other-platform', 'none'], {
      title: 'Second channel',
      description: 'What was agreed on in case the connection fails.',
      purpose: 'clearance',
    }).optional(),
    emergencyContactReachable: flag(
      'The emergency contact can be reached today and may be called',
      'clearance',
      true,
    ).optional(),
    boundariesAgreed: flag('Contact between sessions has been agreed on', 'clearance', true).optional(),
    designatedArea: flag(
      'The student is in the room that the school has set aside',
      'clearance',
      true,
    ).optional(),
    attendeeIds: opaqueIds('School staff who take part or learn of the session', 'clearance', [
      'school-staff-4',
    ]).optional(),
    clinicianJurisdiction: jurisdiction('Where the clinician is today', 'clearance').optional(),
  }),
  sealed: {
    fields: z.object({
      address: personal(z.string().min(1).max(500), {
        title: 'Address today',
        description: 'Where help is to be sent.',
        purpose: 'crisis-response',
        example: '1 Example Street, Exampleville',
      }),
      localEmergencyNumber: personal(z.string().regex(/^\+?\d{2,15}$/), {
        title: 'Local emergency number',
        description: 'The number that reaches the emergency service where the client is.',
        purpose: 'crisis-response',
        example: '+12025550199',
      }),
    }),
    subject: (data) => `client:${data.clientId}`,
    recordClass: () => 'check-in',
  },
}));

export const sessionConnectionLost = /* @__PURE__ */ defineFact('session.connection-lost.v1', () => ({
  summary: 'Somebody dropped out of the session without leaving it.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'crisis-response', 'session-5501'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    party: code(['client', 'clinician', 'unknown'], {
      title: 'Party',
      description: 'Whose connection was lost.',
      purpose: 'crisis-response',
    }),
  }),
}));

export const sessionConnectionRestored = /* @__PURE__ */ defineFact('session.connection-restored.v1', () => ({
  summary: 'Everybody is in the session again, or has been reached on the second channel.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  }),
}));

export const sessionConnectionUnresolved = /* @__PURE__ */ defineFact(
  'session.connection-unresolved.v1',
  () => ({
    summary: 'The connection was lost and nobody was reached on the second channel, either.',
    origin: 'vigil',
    data: z.object({
      sessionId: opaqueId('Session', 'clearance', 'session-5501'),
      clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
      lostAt: instant('When the connection was lost', 'crisis-response'),
      party: openCode('Whose connection was lost', 'crisis-response', 'client'),
    }),
  }),
);

export const sessionEnded = /* @__PURE__ */ defineFact('session.ended.v1', () => ({
  summary: 'The session ended.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  }),
}));

export const sessionEventRefused = /* @__PURE__ */ defineFact('session.event-refused.v1', () => ({
  summary:
    'An event was accepted and has no effect: the client that it names does not take part in the session.',
  origin: 'vigil',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('The client whom the event named', 'clearance', 'client-81c2'),
    about: code(['scheduled', 'checked-in', 'started', 'resumed', 'ended', 'called-off', 'connection-lost'], {
      title: 'About',
      description: 'What the event said of the session.',
      purpose: 'accountability',
    }),
    reason: code(['client-not-participant'], {
      title: 'Reason',
      description: 'Why it has no effect.',
      purpose: 'accountability',
    }),
  }),
}));

export const sessionIdsLinked = /* @__PURE__ */ defineFact('session.ids-linked.v1', () => ({
  summary:
    'Other systems report on this session under other ids, such as that of its video meeting; ids add up, and sessions may share a room.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    otherIds: opaqueIds('Ids under which other systems report on it', 'clearance', ['session-zoom-812']),
  }),
}));

export const sessionMissed = /* @__PURE__ */ defineFact('session.missed.v1', () => ({
  summary:
    'A session did not take place although it was planned: derived by policy time, or stated by the provider.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'crisis-response', 'client-7f3a'),
    reason: code(['nobody-came', 'client-absent', 'clinician-absent', 'one-absent', 'reported'], {
      title: 'Reason',
      description:
        'Who was not there; "one-absent" where one of the two was alone and it is not known which, "reported" where a scheduling system says no more than no-show.',
      purpose: 'crisis-response',
    }),
  }),
}));

export const sessionResumed = /* @__PURE__ */ defineFact('session.resumed.v1', () => ({
  summary: 'A session goes on that was said to have ended, or takes place that was said to be missed.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  }),
}));

export const sessionScheduled = /* @__PURE__ */ defineFact('session.scheduled.v1', () => ({
  summary: 'A session was planned or moved.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
    clinicianId: opaqueId('Clinician', 'clearance', 'clinician-21'),
    startsAt: instant('Planned start', 'clearance'),
    participantIds: opaqueIds(
      'Everybody who takes part; each must be cleared. Required for a couple or a family, at most 20',
      'clearance',
      ['client-7f3a', 'client-81c2'],
    ).optional(),
    kind: code(['individual', 'couple', 'family', 'group', 'school', 'crisis-follow-up'], {
      title: 'Kind',
      description: 'Decides which consents and answers are required; without it, individual.',
      purpose: 'clearance',
    }).optional(),
    plannedMinutes: count('Planned length in minutes', 'clearance', 50).optional(),
    recorded: flag('The session is to be recorded', 'clearance', false).optional(),
    program: openCode('Programme of the payer, whose rules apply', 'clearance', 'medicare-ctbs').optional(),
  }),
  check: ({ clientId, kind = 'individual', participantIds = [] }) => {
    const count = new Set([clientId, ...participantIds]).size;
    const [least, most] = headcounts[kind];
    if (count >= least && count <= most) return undefined;
    const expected = least === most ? String(least) : `${String(least)} to ${String(most)}`;
    return {
      path: 'participantIds',
      message: `must name ${expected} ${most === 1 ? 'client' : 'clients'} for this kind, clientId included`,
    };
  },
}));

/** How many clients take part. A group's plan may come without their names, as before there were participants. */
const headcounts = {
  individual: [1, 1],
  couple: [2, 2],
  family: [2, 20],
  group: [1, 20],
  school: [1, 20],
  'crisis-follow-up': [1, 1],
} as const;

export const sessionStarted = /* @__PURE__ */ defineFact('session.started.v1', () => ({
  summary: 'The session began.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    clientId: opaqueId('Client', 'clearance', 'client-7f3a'),
  }),
}));
