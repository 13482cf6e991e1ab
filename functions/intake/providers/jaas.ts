import * as z from 'zod';
import { presenceFact, roomFact } from './presence-facts.ts';
import { facts, nothing, type Provider } from './provider.ts';
import { epochMilliseconds, externalId, nameIn, reading } from './reading.ts';
import { verifyTimedSignature } from './signatures.ts';

/** Jitsi as a Service. https://developer.8x8.com/jaas/docs/webhooks-payload */
const envelope = { idempotencyKey: externalId, timestamp: epochMilliseconds, fqn: externalId };

const room = z.object({ ...envelope, data: z.object({ isBreakout: z.boolean().nullish() }).nullish() });

const participant = z.object({
  ...envelope,
  data: z.object({
    participantId: externalId,
    id: z.string().max(512).nullish(),
    moderator: z.union([z.boolean(), z.enum(['true', 'false'])]).nullish(),
    disconnectReason: z.string().nullish(),
  }),
});

export const jaas: Provider = {
  name: 'jaas',
  contentType: /^application\/json\b/i,
  answers: { taken: 200, unreadable: 400 },

  verify({ body, headers }, secrets, now) {
    const rules = { encoding: 'base64', windowSeconds: 300 } as const; // their own example compares within minutes
    return verifyTimedSignature(headers['x-jaas-signature'], body, secrets, now, rules);
  },

  translate(body, ids) {
    const event = nameIn('eventType', body);
    switch (event) {
      case 'ROOM_CREATED':
      case 'ROOM_DESTROYED':
        return reading(room, body, ({ idempotencyKey, timestamp, fqn, data }) => {
          // A breakout room is not the session's: that it closes ends nothing.
          if (data?.isBreakout === true) return nothing('not-for-vigil');
          const type = event === 'ROOM_CREATED' ? 'room.opened.v1' : 'room.closed.v1';
          return facts(roomFact(type, { at: timestamp, key: idempotencyKey, room: fqn }, ids));
        });
      case 'PARTICIPANT_JOINED':
      case 'PARTICIPANT_LEFT':
        return reading(participant, body, ({ idempotencyKey, timestamp, fqn, data }) => {
          const isModerator = data.moderator === true || data.moderator === 'true';
          // Jitsi's word for a connection that was not closed by its user.
          const broken = /^(unrecoverable_error|connection_lost|timeout)/i.test(data.disconnectReason ?? '');
          const gone = broken ? 'participant.dropped.v1' : 'participant.left.v1';
          const seen = {
            at: timestamp,
            key: idempotencyKey,
            room: fqn,
            connection: data.participantId,
            person: data.id ?? undefined,
            role: isModerator ? ('clinician' as const) : undefined,
          };
          return facts(
            presenceFact(event === 'PARTICIPANT_JOINED' ? 'participant.joined.v1' : gone, seen, ids),
          );
        });
      default:
        return nothing(/^[A-Z]+(_[A-Z]+)+$/.test(event) ? 'not-for-vigil' : 'type-unknown');
    }
  },
};
