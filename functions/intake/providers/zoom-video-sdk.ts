import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { presenceFact, roomFact } from './presence-facts.ts';
import { facts, nothing, type Translation } from './provider.ts';
import { epochMilliseconds, externalId, reading, rfc3339 } from './reading.ts';

/** Zoom Video SDK, sessions inside the tenant's own application. https://developers.zoom.us/docs/video-sdk/webhooks/ */
const session = z.object({
  event_ts: epochMilliseconds,
  payload: z.object({
    object: z.object({
      session_id: externalId.optional(),
      session_name: z.string().max(512).optional(),
      session_key: z.string().max(512).optional(),
      user: z
        .object({
          id: externalId,
          participant_uuid: z.string().max(512).optional(),
          user_key: z.string().max(512).optional(),
          join_time: rfc3339.optional(),
          leave_time: rfc3339.optional(),
        })
        .optional(),
    }),
  }),
});

const rooms = {
  'session.started': 'room.opened.v1',
  'session.ended': 'room.closed.v1',
} as const;

const people = {
  'session.user_joined': 'participant.joined.v1',
  'session.user_left': 'participant.left.v1',
} as const;

const isOf = <T extends object>(names: T, event: string): event is Extract<keyof T, string> =>
  Object.hasOwn(names, event);

export const translateVideoSession = (event: string, body: unknown, ids: ProviderIds): Translation => {
  if (!isOf(rooms, event) && !isOf(people, event)) return nothing('not-for-vigil');
  return reading(session, body, ({ event_ts, payload: { object } }) => {
    const { session_id, session_name, session_key, user } = object;
    // Key and name are the tenant's own, and known beforehand; the id is made when the session opens.
    const room = [session_key, session_name, session_id].find((id) => id !== undefined && id !== '');
    if (room === undefined) return nothing('not-for-vigil');
    if (isOf(rooms, event)) {
      const key = [event, session_id, event_ts].join('|');
      return facts(roomFact(rooms[event], { at: event_ts, room, key }, ids));
    }
    if (user === undefined) return nothing('not-for-vigil');
    const at = (event === 'session.user_joined' ? user.join_time : user.leave_time) ?? event_ts;
    const connection = [session_id, user.participant_uuid, user.id].join('|');
    const key = [event, connection, at].join('|');
    const person = user.user_key;
    return facts(presenceFact(people[event], { at, key, room, connection, person }, ids));
  });
};
