import type { Instant } from '../instant.ts';

/** One stay of one device in the room. Its parts may come in any order, twice, or never. */
export interface Connection {
  readonly role: Role;
  readonly personId?: string;
  readonly joinedAt?: Instant;
  readonly goneAt?: Instant;
  /** When it last broke, where the provider tells that apart from leaving. */
  readonly droppedAt?: Instant;
}

export type Role = 'client' | 'clinician' | 'unknown';

/** Who is and was in the room of a session, and which facts were derived. */
export interface Presence {
  readonly sessionId: string;
  readonly scheduled?: {
    readonly at: Instant;
    readonly eventId: string;
    readonly clientId: string;
    readonly clinicianId: string;
    readonly startsAt: Instant;
  };
  readonly connections: Readonly<Record<string, Connection>>;
  readonly openedAt?: Instant;
  readonly closedAt?: Instant;
  readonly cancelledAt?: Instant;
  /** What was stated about the session as a whole, by Vigil or by a record system. */
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  /** When it was last said to have been missed. */
  readonly missedAt?: Instant;
  /** The last reported drop, by connection. */
  readonly lossTold: Readonly<Record<string, Instant>>;
}

export type PresenceEvent =
  | {
      readonly type: 'scheduled';
      readonly at: Instant;
      readonly eventId: string;
      readonly clientId: string;
      readonly clinicianId: string;
      readonly startsAt: Instant;
    }
  | {
      readonly type: 'joined' | 'left' | 'dropped';
      readonly at: Instant;
      readonly connectionId: string;
      readonly personId?: string;
      readonly role: Role;
    }
  | {
      readonly type: 'opened' | 'closed' | 'cancelled' | 'started' | 'ended' | 'missed';
      readonly at: Instant;
    };

export const newPresence = (sessionId: string): Presence => ({ sessionId, connections: {}, lossTold: {} });

/** More devices than any session has; a room that overflows keeps those it knows. */
const mostConnections = 200;

/** The presence after an event: the same events lead to the same presence, whatever their order and however often they come. */
export const observe = (presence: Presence, event: PresenceEvent): Presence => {
  switch (event.type) {
    case 'scheduled': {
      const { type: _, ...scheduled } = event;
      const known = presence.scheduled;
      const isNews =
        known === undefined ||
        scheduled.at > known.at ||
        (scheduled.at === known.at && scheduled.eventId > known.eventId);
      return isNews ? { ...presence, scheduled } : presence;
    }
    case 'joined':
    case 'left':
    case 'dropped':
      return withConnection(presence, event);
    case 'opened':
      return earlier(presence, 'openedAt', event.at);
    case 'started':
      return earlier(presence, 'startedAt', event.at);
    case 'closed':
      return later(presence, 'closedAt', event.at);
    case 'ended':
      return later(presence, 'endedAt', event.at);
    case 'cancelled':
      return later(presence, 'cancelledAt', event.at);
    case 'missed':
      return later(presence, 'missedAt', event.at);
  }
};

const withConnection = (
  presence: Presence,
  event: Extract<PresenceEvent, { connectionId: string }>,
): Presence => {
  const { connectionId, type, at, personId, role } = event;
  const known = presence.connections[connectionId];
  if (known === undefined && Object.keys(presence.connections).length >= mostConnections) return presence;
  const { joinedAt, goneAt, droppedAt } = known ?? {};
  const latest = (before: Instant | undefined, news: boolean): Instant | undefined =>
    news && (before === undefined || at > before) ? at : before;
  const times = {
    joinedAt: latest(joinedAt, type === 'joined'),
    goneAt: latest(goneAt, type !== 'joined'),
    droppedAt: latest(droppedAt, type === 'dropped'),
  };
  const unchanged =
    known !== undefined &&
    times.joinedAt === joinedAt &&
    times.goneAt === goneAt &&
    times.droppedAt === droppedAt &&
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
    ...(times.joinedAt === undefined ? {} : { joinedAt: times.joinedAt }),
    ...(times.goneAt === undefined ? {} : { goneAt: times.goneAt }),
    ...(times.droppedAt === undefined ? {} : { droppedAt: times.droppedAt }),
  };
  return { ...presence, connections: { ...presence.connections, [connectionId]: connection } };
};

const earlier = (presence: Presence, name: 'openedAt' | 'startedAt', at: Instant): Presence => {
  const known = presence[name];
  return known !== undefined && known <= at ? presence : { ...presence, [name]: at };
};

const later = (
  presence: Presence,
  name: 'closedAt' | 'endedAt' | 'cancelledAt' | 'missedAt',
  at: Instant,
): Presence => {
  const known = presence[name];
  return known !== undefined && known >= at ? presence : { ...presence, [name]: at };
};

/**
 * In the room as far as is known. Joined and gone in the same instant counts as there: a provider that tells a change of
 * device that way must not end a session that goes on.
 */
export const isThere = ({ joinedAt, goneAt }: Connection, closedAt: Instant | undefined): boolean =>
  joinedAt !== undefined &&
  (goneAt === undefined || goneAt <= joinedAt) &&
  (closedAt === undefined || closedAt < joinedAt);

/** The role: from the provider, or from an id that the schedule names. Never deduced from the other person's role. */
export const roleOf = ({ role, personId }: Connection, { scheduled }: Presence): Role => {
  if (role !== 'unknown' || personId === undefined) return role;
  if (personId === scheduled?.clinicianId) return 'clinician';
  return personId === scheduled?.clientId ? 'client' : 'unknown';
};
