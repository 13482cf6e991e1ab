import * as z from 'zod';
import { presenceFact, roomFact } from './presence-facts.ts';
import { facts, nothing, type Provider } from './provider.ts';
import { externalId, nameIn, reading, rfc3339 } from './reading.ts';
import { hmac, sameSecret, sha256, signedByAny } from './signatures.ts';

/** Twilio Video, status callbacks of a room. https://www.twilio.com/docs/video/api/status-callbacks */
const room = z.object({
  RoomSid: externalId,
  RoomName: externalId.optional(),
  SequenceNumber: z.string().max(20).optional(),
  Timestamp: rfc3339,
});

const participant = room.extend({
  ParticipantSid: externalId,
  ParticipantIdentity: z.string().max(512).optional(),
});

export const twilio: Provider = {
  name: 'twilio',
  contentType: /^application\/(x-www-form-urlencoded|json)\b/i,
  answers: { taken: 204, unreadable: 400 },

  parse(body, headers) {
    const text = body.toString('utf8');
    return isForm(headers['content-type'])
      ? Object.fromEntries(new URLSearchParams(text))
      : (JSON.parse(text) as unknown);
  },

  /** https://www.twilio.com/docs/usage/security: the address, then each field's name and values, sorted and without doubles. */
  verify({ body, headers, url, query }, secrets) {
    const signature = headers['x-twilio-signature'];
    if (signature === undefined) return 'signature-missing';
    if (!isForm(headers['content-type'])) {
      // The address is signed and holds the hash of the body; without the hash any body would do.
      const claimed = new URLSearchParams(query).get('bodySHA256') ?? '';
      if (!sameSecret(sha256(body, 'hex'), claimed.toLowerCase())) return 'signature-invalid';
    }
    const fields = isForm(headers['content-type'])
      ? new URLSearchParams(body.toString('utf8'))
      : new URLSearchParams();
    const signed =
      url +
      [...new Set(fields.keys())]
        .sort()
        .map((name) => signedField(name, fields))
        .join('');
    return signedByAny(secrets, signature, (secret) => hmac('sha1', secret, [signed], 'base64'));
  },

  translate(body, ids) {
    const event = nameIn('StatusCallbackEvent', body);
    switch (event) {
      case 'room-created':
      case 'room-ended':
        return reading(room, body, (told) => {
          const type = event === 'room-created' ? 'room.opened.v1' : 'room.closed.v1';
          return facts(
            roomFact(type, { at: told.Timestamp, key: keyOf(event, told), room: nameOf(told) }, ids),
          );
        });
      case 'participant-connected':
      case 'participant-disconnected':
        return reading(participant, body, (told) => {
          const seen = {
            at: told.Timestamp,
            key: keyOf(event, told),
            room: nameOf(told),
            connection: told.ParticipantSid,
            person: told.ParticipantIdentity,
          };
          const type = event === 'participant-connected' ? 'participant.joined.v1' : 'participant.left.v1';
          return facts(presenceFact(type, seen, ids));
        });
      default:
        return nothing(/^(track|recording|composition)-/.test(event) ? 'not-for-vigil' : 'type-unknown');
    }
  },
};

const isForm = (contentType = ''): boolean =>
  contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');

const signedField = (name: string, fields: URLSearchParams): string =>
  [...new Set(fields.getAll(name))]
    .sort()
    .map((value) => name + value)
    .join('');

/** The name is the tenant's own, and it knows it beforehand; without one, Twilio repeats the sid. */
const nameOf = ({ RoomName, RoomSid }: z.infer<typeof room>): string => RoomName ?? RoomSid;

const keyOf = (event: string, { RoomSid, SequenceNumber, Timestamp }: z.infer<typeof room>): string =>
  [event, RoomSid, SequenceNumber ?? Timestamp].join('|');
