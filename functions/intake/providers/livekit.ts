import * as z from 'zod';
import { presenceFact, roomFact } from './presence-facts.ts';
import { facts, nothing, type Provider } from './provider.ts';
import { epochSecondsLoose, externalId, nameIn, reading } from './reading.ts';
import { sameSecret, sha256, verifyToken } from './signatures.ts';

/** LiveKit. https://docs.livekit.io/home/server/webhooks/ */
const envelope = {
  id: z.string().min(1).max(512).optional(),
  createdAt: epochSecondsLoose.optional(),
  room: z.object({
    name: externalId,
    sid: z.string().max(512).optional(),
    creationTime: epochSecondsLoose.optional(),
  }),
};

const room = z.object(envelope);

const participant = z.object({
  ...envelope,
  participant: z.object({
    sid: externalId,
    identity: z.string().max(512).optional(),
    joinedAt: epochSecondsLoose.optional(),
    disconnectReason: z.union([z.string(), z.number()]).optional(),
    kind: z.union([z.string(), z.number()]).optional(),
  }),
});

/** Reasons of `DisconnectReason` that nobody chose; protobuf's JSON writes the name, some servers the number. */
const broken = new Set<unknown>(['SIGNAL_CLOSE', 'CONNECTION_TIMEOUT', 'MEDIA_FAILURE', 9, 14, 15]);

/** `ParticipantInfo.Kind` of people: at a device, which is the default, or on a phone (SIP). Agents, egress and ingress are not. */
const people = new Set<unknown>([undefined, 'STANDARD', 'SIP', 0, 3]);

export const livekit: Provider = {
  name: 'livekit',
  contentType: /^application\/(webhook\+)?json\b/i,
  answers: { taken: 200, unreadable: 200 },

  /** The token lives five minutes and holds the hash of the body. The issuer is the API key. */
  verify({ body, headers }, secrets, now) {
    return verifyToken(headers['authorization'], secrets, now, { issuer: secrets.apiKey }, (claims) => {
      const hash = claims['sha256'];
      return typeof hash === 'string' && sameSecret(sha256(body, 'base64'), hash);
    });
  },

  translate(body, ids) {
    const event = nameIn('event', body);
    switch (event) {
      case 'room_started':
      case 'room_finished':
        return reading(room, body, ({ id, createdAt, room: { name, sid, creationTime } }) => {
          const opened = event === 'room_started';
          const at = createdAt ?? (opened ? creationTime : undefined);
          const key = id ?? [event, name, sid].join('|');
          const type = opened ? 'room.opened.v1' : 'room.closed.v1';
          return facts(roomFact(type, { ...(at === undefined ? {} : { at }), key, room: name }, ids));
        });
      case 'participant_joined':
      case 'participant_left':
      case 'participant_connection_aborted':
        return reading(participant, body, ({ id, createdAt, room: { name, sid }, participant: who }) => {
          if (!people.has(who.kind)) return nothing('not-for-vigil');
          const joined = event === 'participant_joined';
          const dropped = event === 'participant_connection_aborted' || broken.has(who.disconnectReason);
          const type = dropped ? 'participant.dropped.v1' : 'participant.left.v1';
          const at = (joined ? who.joinedAt : undefined) ?? createdAt;
          const seen = {
            ...(at === undefined ? {} : { at }),
            key: id ?? [event, name, sid, who.sid].join('|'),
            room: name,
            connection: who.sid,
            person: who.identity,
          };
          return facts(presenceFact(joined ? 'participant.joined.v1' : type, seen, ids));
        });
      default:
        return nothing(/^(track|egress|ingress)_/.test(event) ? 'not-for-vigil' : 'type-unknown');
    }
  },
};
