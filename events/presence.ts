import * as z from 'zod';
import { defineFact } from './define.ts';
import { code, count, instant, opaqueId } from './fields.ts';

// Facts about who is in the room of a session.

/** Who came into, left or dropped out of the room of a session, and by which connection. */
const participantData = () =>
  z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
    connectionId: opaqueId('Connection', 'clearance', 'connection-1'),
    personId: opaqueId('Person', 'clearance', 'clinician-21').optional(),
    role: code(['unknown', 'client', 'clinician'], {
      title: 'Role',
      description: 'Who it is, where the sender knows; the ids of the scheduled session say it, too.',
      purpose: 'clearance',
    }).optional(),
  });

export const participantDropped = /* @__PURE__ */ defineFact('participant.dropped.v1', () => ({
  summary:
    'The connection of somebody in the room broke, and the video provider distinguishes that from leaving.',
  origin: 'provider',
  data: participantData(),
}));

export const participantJoined = /* @__PURE__ */ defineFact('participant.joined.v1', () => ({
  summary: 'Somebody came into the room of a session, by a connection of their own.',
  origin: 'provider',
  data: participantData(),
}));

export const participantLeft = /* @__PURE__ */ defineFact('participant.left.v1', () => ({
  summary: 'Somebody left the room, as far as the video provider can tell.',
  origin: 'provider',
  data: participantData(),
}));

export const roomCalledOff = /* @__PURE__ */ defineFact('room.called-off.v1', () => ({
  summary: 'One booking of a room, by its planned start, will not take place; the other ones will.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session, or the room that sessions are linked to', 'clearance', 'session-5501'),
    startsAt: instant('Planned start', 'clearance'),
  }),
}));

export const roomMoved = /* @__PURE__ */ defineFact('room.moved.v1', () => ({
  summary: 'One booking of a room was moved; the sessions that use it at that time move with it.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session, or the room that sessions are linked to', 'clearance', 'session-5501'),
    from: instant('Planned start before', 'clearance'),
    startsAt: instant('Planned start now', 'clearance'),
    plannedMinutes: count('Planned length in minutes', 'clearance', 50).optional(),
  }),
}));

export const roomClosed = /* @__PURE__ */ defineFact('room.closed.v1', () => ({
  summary: 'The room of a session closed; some providers open it again when somebody comes back.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
  }),
}));

export const roomOpened = /* @__PURE__ */ defineFact('room.opened.v1', () => ({
  summary: 'The room of a session opened; nobody need be there yet.',
  origin: 'provider',
  data: z.object({
    sessionId: opaqueId('Session', 'clearance', 'session-5501'),
  }),
}));
