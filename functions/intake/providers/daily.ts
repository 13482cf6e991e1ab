import * as z from 'zod';
import { plusSeconds } from '../../../domain/instant.ts';
import { presenceFact, roomFact } from './presence-facts.ts';
import { facts, nothing, type Provider } from './provider.ts';
import { epochSecondsLoose, externalId, nameIn, reading } from './reading.ts';
import { hmac, isFresh, signedByAny } from './signatures.ts';

/**
 * Daily. https://docs.daily.co/reference/rest-api/webhooks
 *
 * Whether a retry is signed again is not documented; retries of the mode `exponential` end within the hour.
 */
const windowSeconds = 7200;

const envelope = { id: z.string().min(1).max(512), event_ts: epochSecondsLoose };

const meeting = z.object({
  ...envelope,
  payload: z.object({
    room: externalId.optional(),
    room_name: externalId.optional(),
    start_ts: epochSecondsLoose.optional(),
    end_ts: epochSecondsLoose.optional(),
  }),
});

const participant = z.object({
  ...envelope,
  payload: z.object({
    room: externalId.optional(),
    room_name: externalId.optional(),
    session_id: externalId,
    user_id: z.string().max(512).nullish(),
    owner: z.boolean().nullish(),
    joined_at: epochSecondsLoose.optional(),
    duration: z.number().min(0).max(604_800).optional(),
  }),
});

export const daily: Provider = {
  name: 'daily',
  contentType: /^application\/json\b/i,
  // Three failures stop all delivery, so that what cannot be read is counted and taken rather than refused.
  answers: { taken: 200, unreadable: 200 },

  verify({ body, headers }, secrets, now) {
    const timestamp = headers['x-webhook-timestamp'];
    const signature = headers['x-webhook-signature'];
    if (timestamp === undefined || signature === undefined) return 'signature-missing';
    const signed = signedByAny(secrets, signature, (secret) =>
      hmac('sha256', Buffer.from(secret, 'base64'), [`${timestamp}.`, body], 'base64'),
    );
    if (signed !== 'verified') return signed;
    // In seconds by the documentation; in milliseconds in the field.
    const seconds = timestamp.length > 11 ? timestamp.slice(0, -3) : timestamp;
    return isFresh(seconds, now, secrets.toleranceSeconds ?? windowSeconds) ? 'verified' : 'timestamp-stale';
  },

  translate(body, ids) {
    const type = nameIn('type', body);
    switch (type) {
      case 'meeting.started':
      case 'meeting.ended':
        return reading(meeting, body, ({ id, event_ts, payload }) => {
          const room = payload.room ?? payload.room_name;
          if (room === undefined) return nothing('not-for-vigil');
          const opened = type === 'meeting.started';
          const at = (opened ? payload.start_ts : payload.end_ts) ?? event_ts;
          return facts(roomFact(opened ? 'room.opened.v1' : 'room.closed.v1', { at, key: id, room }, ids));
        });
      case 'participant.joined':
      case 'participant.left':
        return reading(participant, body, ({ id, event_ts, payload }) => {
          const { session_id, user_id, owner, joined_at, duration } = payload;
          const room = payload.room ?? payload.room_name;
          if (room === undefined) return nothing('not-for-vigil');
          const joined = type === 'participant.joined';
          const left =
            joined_at !== undefined && duration !== undefined ? plusSeconds(joined_at, duration) : event_ts;
          const seen = {
            at: joined ? (joined_at ?? event_ts) : left,
            key: id,
            room,
            connection: session_id,
            person: user_id ?? undefined,
            role: owner === true ? ('clinician' as const) : undefined,
          };
          return facts(presenceFact(joined ? 'participant.joined.v1' : 'participant.left.v1', seen, ids));
        });
      default:
        // Daily's test of the endpoint is `{"test":"test"}`, which has no type.
        return nothing(nameIn('test', body) === '' ? 'type-unknown' : 'handshake');
    }
  },
};
