import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { presenceFact, type PresenceFactType, roomFact, type RoomFactType } from './presence-facts.ts';
import { facts, nothing, type Provider, type ProviderFact } from './provider.ts';
import { epochMilliseconds, externalId, nameIn, reading, rfc3339 } from './reading.ts';
import { hmac, isFresh, sameSecret, signedByAny } from './signatures.ts';

/**
 * Zoom Meetings. https://developers.zoom.us/docs/api/webhooks/
 *
 * Whether a retry carries a new timestamp is not documented. The last one comes 85 minutes after the first try, so a
 * window of two hours loses none; a replay within it changes nothing, since the same event has the same id.
 */
const windowSeconds = 7200;

const participant = z.object({
  user_id: externalId.optional(),
  participant_uuid: externalId.optional(),
  participant_user_id: z.string().max(512).optional(),
  customer_key: z.string().max(512).optional(),
  join_time: rfc3339.optional(),
  leave_time: rfc3339.optional(),
});

const payload = z.object({
  event: z.string(),
  event_ts: epochMilliseconds,
  payload: z.object({
    object: z.object({
      id: externalId,
      uuid: z.string().max(512).optional(),
      host_id: z.string().max(512).optional(),
      participant: participant.optional(),
    }),
  }),
});

const challenge = z.object({
  event: z.literal('endpoint.url_validation'),
  payload: z.object({ plainToken: z.string().min(1).max(512) }),
});

const signatureUnder = (secret: string, timestamp: string, body: Buffer): string =>
  `v0=${hmac('sha256', secret, [`v0:${timestamp}:`, body], 'hex')}`;

export const zoom: Provider = {
  name: 'zoom',
  contentType: /^application\/json\b/i,
  answers: { taken: 200, unreadable: 400 }, // a 4xx is never repeated, and this one would never get better

  verify({ body, headers }, secrets, now) {
    const timestamp = headers['x-zm-request-timestamp'];
    const signature = headers['x-zm-signature'];
    if (timestamp === undefined || signature === undefined) return 'signature-missing';
    const signed = signedByAny(secrets, signature, (secret) => signatureUnder(secret, timestamp, body));
    if (signed !== 'verified') return signed;
    return isFresh(timestamp, now, secrets.toleranceSeconds ?? windowSeconds)
      ? 'verified'
      : 'timestamp-stale';
  },

  challenge(payload, { body, headers }, { all }) {
    const read = challenge.safeParse(payload);
    if (!read.success) return undefined;
    const { plainToken } = read.data.payload;
    // During a rotation Zoom waits for an answer under the secret that it signed with.
    const { 'x-zm-request-timestamp': timestamp = '', 'x-zm-signature': signature = '' } = headers;
    const secret = all.find((each) => sameSecret(signatureUnder(each, timestamp, body), signature)) ?? '';
    return { plainToken, encryptedToken: hmac('sha256', secret, [plainToken], 'hex') };
  },

  translate(body, ids) {
    const event = nameIn('event', body);
    const means = meanings.get(event);
    if (means === undefined) return nothing(event.startsWith('meeting.') ? 'not-for-vigil' : 'type-unknown');
    return reading(payload, body, ({ event_ts, payload: { object } }) => {
      const fact = means({ at: event_ts, meeting: object, who: object.participant }, ids);
      return fact === undefined ? nothing('not-for-vigil') : facts(fact);
    });
  },
};

interface Told {
  readonly at: string;
  readonly meeting: z.infer<typeof payload>['payload']['object'];
  readonly who: z.infer<typeof participant> | undefined;
}

/** `uuid` tells the occurrences of one meeting apart; the session goes by the meeting's id, which the tenant knows beforehand. */
const room =
  (type: RoomFactType) =>
  ({ at, meeting }: Told, ids: ProviderIds): ProviderFact =>
    roomFact(type, { at, room: meeting.id, key: [type, meeting.id, meeting.uuid, at].join('|') }, ids);

const presence =
  (type: PresenceFactType) =>
  ({ at: sentAt, meeting, who }: Told, ids: ProviderIds): ProviderFact | undefined => {
    // Two devices of one person share a `participant_uuid`; each has a `user_id` of its own.
    const connection = [who?.participant_uuid, who?.user_id].filter((id) => id !== undefined).join('|');
    if (who === undefined || connection === '') return undefined;
    const at = (type === 'participant.joined.v1' ? who.join_time : who.leave_time) ?? sentAt;
    // `customer_key` is the tenant's own name for the person; the user id names members of the account only.
    const person = [who.customer_key, who.participant_user_id].find((id) => id !== undefined && id !== '');
    const isHost = who.participant_user_id !== undefined && who.participant_user_id === meeting.host_id;
    const key = [type, meeting.id, meeting.uuid, connection, at].join('|');
    const role = isHost ? 'clinician' : undefined;
    return presenceFact(type, { at, key, room: meeting.id, connection, person, role }, ids);
  };

/** `leave_reason` is free text with a name in it, so Zoom never tells a lost connection apart. */
const meanings: ReadonlyMap<string, (told: Told, ids: ProviderIds) => ProviderFact | undefined> = new Map([
  ['meeting.started', room('room.opened.v1')],
  ['meeting.ended', room('room.closed.v1')],
  ['meeting.deleted', room('session.cancelled.v1')],
  ['meeting.participant_joined', presence('participant.joined.v1')],
  ['meeting.participant_left', presence('participant.left.v1')],
]);
