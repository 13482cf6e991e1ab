import * as z from 'zod';
import { roomFact } from './presence-facts.ts';
import { facts, nothing, type Provider } from './provider.ts';
import { externalId, nameIn, reading } from './reading.ts';
import { hmac, sameSecret, sha256, signedByAny } from './signatures.ts';

/** Healthie. https://docs.gethealthie.com/guides/webhooks */
const payload = z.object({ resource_id: externalId });

export const healthie: Provider = {
  name: 'healthie',
  contentType: /^application\/json\b/i,
  answers: { taken: 200, unreadable: 200 }, // three days of errors disable the webhook

  /** The signature covers the digest that the header claims, so the digest must be made again from the body. */
  verify({ body, headers, method, path, query }, secrets) {
    const digest = headers['content-digest'];
    const signature = /^sig1=:?([^:]*):?$/.exec(headers['signature'] ?? '')?.[1];
    if (digest === undefined || signature === undefined) return 'signature-missing';
    if (!isDigestOf(body, digest)) return 'signature-invalid';
    const signed = `${method.toLowerCase()} ${path} ${query} ${digest} application/json ${body.byteLength}`;
    return signedByAny(secrets, signature, (secret) => hmac('sha256', secret, [signed], 'hex'));
  },

  /** An event names what changed and nothing more, without a time; who it is about has to be asked for. */
  translate(body, ids) {
    switch (nameIn('event_type', body)) {
      case 'appointment.deleted':
        // Deleted once, so that the appointment itself is the key.
        return reading(payload, body, ({ resource_id }) =>
          facts(roomFact('session.cancelled.v1', { room: resource_id, key: `deleted|${resource_id}` }, ids)),
        );
      case 'appointment.created':
      case 'appointment.updated':
        return nothing('needs-read-back');
      default:
        return nothing(nameIn('resource_id_type', body) === 'Appointment' ? 'not-for-vigil' : 'type-unknown');
    }
  },
};

/** `SHA-256=` before hex or Base64, or RFC 9530's `sha-256=:...:`. */
const isDigestOf = (body: Buffer, header: string): boolean => {
  const given = /^sha-256=:?(.+?):?$/i.exec(header)?.[1] ?? header;
  return (['hex', 'base64'] as const).some((encoding) => sameSecret(sha256(body, encoding), given));
};
