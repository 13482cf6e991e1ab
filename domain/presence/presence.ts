import type { FactOf } from '../../events/facts.ts';
import { isNewer } from '../dated.ts';
import type { Instant } from '../instant.ts';

/** One device in the room of a session. Its events may come in any order, twice, or never. */
export interface Connection {
  readonly role: Role;
  readonly personId?: string;
  /** Each list is sorted and holds each instant once. */
  readonly joins: readonly Instant[];
  readonly departures: readonly Instant[];
  /** Those departures that nobody chose, where the provider reports that. */
  readonly drops: readonly Instant[];
}

export type Role = 'client' | 'clinician' | 'unknown';

/** Whose session it is and when, by the last statement about it. */
export interface Plan {
  readonly at: Instant;
  readonly eventId: string;
  readonly clientId: string;
  readonly clinicianId: string;
  readonly startsAt: Instant;
  readonly plannedMinutes?: number;
  /** What else was stated about it: a plan that moves is stated again as a whole. */
  readonly stated: Pick<FactOf<'session.scheduled.v1'>['data'], 'kind' | 'recorded' | 'program'>;
}

/** When a session that uses a room is planned; neither while it is not, or was called off. */
export interface Slot {
  readonly startsAt?: Instant;
  readonly endsAt?: Instant;
}

/** The last word of a room about one of its bookings: it moved, or without a start it will not take place. */
export interface BookingChange {
  readonly at: Instant;
  readonly eventId: string;
  readonly startsAt?: Instant;
  readonly plannedMinutes?: number;
}

/** When a start was first stated, and when that reached Vigil: what was past by then is nobody's alarm. */
export interface Notice {
  readonly statedAt: Instant;
  readonly learnedAt: Instant;
}

/** What is known of the room of a session, and what Vigil has published about it. */
export interface Presence {
  readonly sessionId: string;
  readonly scheduled?: Plan;
  /** By planned start, since plans move, and move back. */
  readonly notices: Readonly<Record<Instant, Notice>>;
  readonly connections: Readonly<Record<string, Connection>>;
  /** When the room closed for everybody. */
  readonly closings: readonly Instant[];
  readonly cancelledAt?: Instant;
  /** Other ids under which the room of this session is reported: each has a presence of its own, which lists the session. */
  readonly rooms: readonly string[];
  readonly sessions: Readonly<Record<string, Slot>>;
  /** By the start that the booking had. */
  readonly changes: Readonly<Record<Instant, BookingChange>>;
  /** What others state about the session as a whole, such as a record system. */
  readonly stated: Stated;
  readonly published: Published;
  /** When time alone changes the judgment: what happens in a room of another id may change it, too. */
  readonly nextAt?: Instant;
}

export interface Stated {
  /** The earliest start; the latest of everything else. */
  readonly startedAt?: Instant;
  readonly resumedAt?: Instant;
  readonly endedAt?: Instant;
  readonly missedAt?: Instant;
}

/** The facts that were published last: what is judged differently now is published as a revision. */
export interface Published {
  readonly phase: 'waiting' | 'running' | 'ended';
  /** The time of the last facts: those that follow get a later one, so that consumers can order them. */
  readonly at?: Instant;
  readonly startedAt?: Instant;
  /** The last sign of anybody when it ended: it goes on when there is a later one, not because it is planned again. */
  readonly lastSign?: Instant;
  readonly missed?: { readonly startsAt: Instant; readonly reason: Absence };
  /** Losses that were not made good, by connection, with the time of the drop. */
  readonly losses: Readonly<Record<string, Instant>>;
}

/** Who did not come. `one-absent`: one of the two, where the provider does not say which. */
export type Absence = 'nobody-came' | 'client-absent' | 'clinician-absent' | 'one-absent';

export type PresenceEvent =
  | ({ readonly type: 'scheduled'; readonly learnedAt: Instant } & Plan)
  | {
      readonly type: 'joined' | 'left' | 'dropped';
      readonly at: Instant;
      readonly connectionId: string;
      readonly personId?: string;
      readonly role: Role;
    }
  | ({ readonly type: 'rebooked'; readonly from: Instant } & BookingChange)
  | { readonly type: 'linked'; readonly roomIds: readonly string[] }
  | { readonly type: 'used'; readonly sessionId: string; readonly slot: Slot }
  | {
      readonly type: 'closed' | 'cancelled' | 'started' | 'resumed' | 'ended' | 'missed';
      readonly at: Instant;
    };

export const newPresence = (sessionId: string): Presence => ({
  sessionId,
  notices: {},
  connections: {},
  closings: [],
  rooms: [],
  sessions: {},
  changes: {},
  stated: {},
  published: { phase: 'waiting', losses: {} },
});

/** More devices than any session has. A room that is used again and again keeps the latest. */
const mostConnections = 200;

/** More ids than one session has; more sessions than one room sees before the oldest are long over. */
const mostRooms = 20;
const mostSessions = 200;

/** More returns than any line has in a day. The latest are kept, so that arrival order decides nothing. */
const mostInstants = 50;

/** The presence after an event: the same events lead to the same presence, whatever their order and however often they come. */
export const observe = (presence: Presence, event: PresenceEvent): Presence => {
  switch (event.type) {
    case 'scheduled': {
      const { type: _, learnedAt, ...plan } = event;
      return withPlan(presence, plan, { statedAt: plan.at, learnedAt });
    }
    case 'joined':
    case 'left':
    case 'dropped':
      return withConnection(presence, event);
    case 'rebooked': {
      const { type: _, from, ...change } = event;
      if (!isNewer(change, presence.changes[from])) return presence;
      return { ...presence, changes: latest({ ...presence.changes, [from]: change }) };
    }
    case 'linked': {
      const rooms = [...new Set([...presence.rooms, ...event.roomIds])]
        .filter((roomId) => roomId !== presence.sessionId)
        .sort()
        .slice(0, mostRooms);
      return rooms.length === presence.rooms.length ? presence : { ...presence, rooms };
    }
    case 'used':
      return withSlot(presence, event.sessionId, event.slot);
    case 'closed': {
      const closings = withInstant(presence.closings, event.at);
      return closings === presence.closings ? presence : { ...presence, closings };
    }
    case 'cancelled':
      return isLater(event.at, presence.cancelledAt) ? { ...presence, cancelledAt: event.at } : presence;
    case 'started': {
      const { startedAt } = presence.stated;
      return startedAt !== undefined && startedAt <= event.at
        ? presence
        : { ...presence, stated: { ...presence.stated, startedAt: event.at } };
    }
    case 'resumed':
      return withLatest(presence, 'resumedAt', event.at);
    case 'ended':
      return withLatest(presence, 'endedAt', event.at);
    case 'missed':
      return withLatest(presence, 'missedAt', event.at);
  }
};

export const withPlan = (presence: Presence, plan: Plan, { statedAt, learnedAt }: Notice): Presence => {
  const known = presence.notices[plan.startsAt];
  const isFirst = known === undefined || statedAt < known.statedAt || learnedAt < known.learnedAt;
  const isNews = isNewer(plan, presence.scheduled);
  if (!isNews && !isFirst) return presence;
  const notice = {
    statedAt: earliest(statedAt, known?.statedAt ?? statedAt),
    learnedAt: earliest(learnedAt, known?.learnedAt ?? learnedAt),
  };
  const notices = latest({ ...presence.notices, [plan.startsAt]: notice });
  return { ...presence, ...(isNews ? { scheduled: plan } : {}), notices };
};

const latest = <T>(byInstant: Readonly<Record<Instant, T>>): Readonly<Record<Instant, T>> =>
  Object.fromEntries(
    Object.entries(byInstant)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .slice(-mostInstants),
  );

const withSlot = (room: Presence, sessionId: string, slot: Slot): Presence => {
  const known = room.sessions[sessionId];
  if (known !== undefined && known.startsAt === slot.startsAt && known.endsAt === slot.endsAt) return room;
  const sessions = Object.entries({ ...room.sessions, [sessionId]: slot })
    .sort(([, a], [, b]) => ((a.startsAt ?? '') < (b.startsAt ?? '') ? -1 : 1))
    .slice(-mostSessions);
  return { ...room, sessions: Object.fromEntries(sessions) };
};

const withConnection = (
  presence: Presence,
  { connectionId, type, at, personId, role }: Extract<PresenceEvent, { connectionId: string }>,
): Presence => {
  const known = presence.connections[connectionId];
  const { joins = [], departures = [], drops = [] } = known ?? {};
  const lists = {
    joins: type === 'joined' ? withInstant(joins, at) : joins,
    departures: type === 'joined' ? departures : withInstant(departures, at),
    drops: type === 'dropped' ? withInstant(drops, at) : drops,
  };
  const unchanged =
    known !== undefined &&
    lists.joins === joins &&
    lists.departures === departures &&
    lists.drops === drops &&
    (role === 'unknown' || role === known.role) &&
    (personId === undefined || personId === known.personId);
  if (unchanged) return presence;
  // Two events may name different people for one connection: the greater id wins, in any order.
  const person = [known?.personId, personId]
    .filter((id) => id !== undefined)
    .sort()
    .at(-1);
  const roles = [known?.role, role].filter((each) => each !== undefined && each !== 'unknown').sort();
  const connection: Connection = {
    role: roles.at(-1) ?? 'unknown',
    ...(person === undefined ? {} : { personId: person }),
    ...lists,
  };
  const connections = latestConnections({ ...presence.connections, [connectionId]: connection });
  return connections[connectionId] === undefined ? presence : { ...presence, connections };
};

const latestConnections = (
  connections: Readonly<Record<string, Connection>>,
): Readonly<Record<string, Connection>> => {
  const all = Object.entries(connections);
  if (all.length <= mostConnections) return connections;
  const lastSeen = ({ joins, departures }: Connection): Instant =>
    [joins.at(-1) ?? '', departures.at(-1) ?? ''].sort().at(-1) ?? '';
  const latest = all.sort(([, one], [, other]) => (lastSeen(one) < lastSeen(other) ? 1 : -1));
  return Object.fromEntries(latest.slice(0, mostConnections));
};

const withLatest = (presence: Presence, name: 'resumedAt' | 'endedAt' | 'missedAt', at: Instant): Presence =>
  isLater(at, presence.stated[name]) ? { ...presence, stated: { ...presence.stated, [name]: at } } : presence;

const withInstant = (instants: readonly Instant[], at: Instant): readonly Instant[] =>
  instants.includes(at) ? instants : [...instants, at].sort().slice(-mostInstants);

const isLater = (at: Instant, known: Instant | undefined): boolean => known === undefined || at > known;

const earliest = (one: Instant, other: Instant): Instant => (one < other ? one : other);

/** The role: from the provider, or from an id that the schedule names. Never deduced from the other person's role. */
export const roleOf = ({ role, personId }: Connection, { scheduled }: Presence): Role => {
  if (role !== 'unknown' || personId === undefined) return role;
  if (personId === scheduled?.clinicianId) return 'clinician';
  return personId === scheduled?.clientId ? 'client' : 'unknown';
};
