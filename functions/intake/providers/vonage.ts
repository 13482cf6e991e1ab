import * as z from 'zod';
import { presenceFact, roomFact } from './presence-facts.ts';
import { facts, nothing, type Provider } from './provider.ts';
import { epochMilliseconds, externalId, nameIn, reading } from './reading.ts';
import { sameSecret, sha256, verifyToken } from './signatures.ts';

/** Vonage Video, with signed callbacks switched on. https://developer.vonage.com/en/video/guides/callbacks */
const windowSeconds = 7200; // whether a retry is signed again is not documented

const connection = z.object({
  sessionId: externalId,
  timestamp: epochMilliseconds,
  reason: z.string().optional(),
  // `data` is whatever the tenant put into the token, and may name a person: it is not read.
  connection: z.object({ id: externalId }),
});

const session = z.object({ sessionId: externalId, timestamp: epochMilliseconds });

export const vonage: Provider = {
  name: 'vonage',
  contentType: /^application\/json\b/i,
  answers: { taken: 200, unreadable: 200 }, // many failures disable the callback

  verify({ body, headers }, secrets, now) {
    const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
    const maxAgeSeconds = secrets.toleranceSeconds ?? windowSeconds;
    return verifyToken(
      token,
      secrets,
      now,
      { issuer: 'Vonage', maxAgeSeconds },
      ({ payload_hash }) =>
        // A token without the hash would fit any body.
        typeof payload_hash === 'string' && sameSecret(sha256(body, 'hex'), payload_hash.toLowerCase()),
    );
  },

  translate(body, ids) {
    const event = nameIn('event', body);
    switch (event) {
      case 'connectionCreated':
      case 'connectionDestroyed':
        return reading(connection, body, ({ sessionId, timestamp, reason, connection: { id } }) => {
          const gone = reason === 'networkDisconnected' ? 'participant.dropped.v1' : 'participant.left.v1';
          const type = event === 'connectionCreated' ? 'participant.joined.v1' : gone;
          return facts(presenceFact(type, { at: timestamp, room: sessionId, connection: id }, ids));
        });
      case 'sessionCreated':
      case 'sessionDestroyed':
        return reading(session, body, ({ sessionId, timestamp }) => {
          const type = event === 'sessionCreated' ? 'room.opened.v1' : 'room.closed.v1';
          return facts(roomFact(type, { at: timestamp, room: sessionId }, ids));
        });
      default:
        return nothing(/^(stream|archive|broadcast)/.test(event) ? 'not-for-vigil' : 'type-unknown');
    }
  },
};
