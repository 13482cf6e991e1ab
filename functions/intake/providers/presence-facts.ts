import type { ProviderIds } from '../provider-ids.ts';
import type { ProviderFact } from './provider.ts';

export type RoomFactType = 'room.opened.v1' | 'room.closed.v1' | 'session.cancelled.v1';
export type PresenceFactType = 'participant.joined.v1' | 'participant.left.v1' | 'participant.dropped.v1';

interface Told {
  readonly at?: string;
  /** What the provider tells this event apart by; without one, what it says does. */
  readonly key?: string | undefined;
  /** The room or meeting as the provider names it. */
  readonly room: string;
}

interface Seen extends Told {
  /** One stay of one device in the room, not the person: a page that is loaded again is a new one. */
  readonly connection: string;
  readonly person?: string | undefined;
  readonly role?: 'client' | 'clinician' | undefined;
}

export const roomFact = (type: RoomFactType, { at, key, room }: Told, ids: ProviderIds): ProviderFact => ({
  type,
  ...(at === undefined ? {} : { at }),
  key: key ?? [type, room, at].join('|'),
  data: { sessionId: ids.session(room) },
});

export const presenceFact = (
  type: PresenceFactType,
  { at, key, room, connection, person, role }: Seen,
  ids: ProviderIds,
): ProviderFact => ({
  type,
  ...(at === undefined ? {} : { at }),
  key: key ?? [type, room, connection, at].join('|'),
  data: {
    sessionId: ids.session(room),
    connectionId: ids.connection(connection),
    ...(person === undefined || person === '' ? {} : { personId: ids.person(person) }),
    ...(role === undefined ? {} : { role }),
  },
});
