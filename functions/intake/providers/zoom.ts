import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { presenceFact, type PresenceFactType, roomFact, type RoomFactType } from './presence-facts.ts';
import { facts, nothing, type Provider, type ProviderFact } from './provider.ts';
import { epochMilliseconds, externalId, nameIn, reading, rfc3339 } from './reading.ts';
import { hmac, isFresh, sameSecret, signedByAny } from './signatures.ts';
import { translateVideoSession } from './zoom-video-sdk.ts';

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

/**
 * Of a meeting that repeats, `occurrences` lists those that are meant. Meetings without a plan have odd values here, which
 * must not make their events unreadable.
 */
const booking = {
  start_time: rfc3339.optional().catch(undefined),
  duration: z.number().int().min(1).max(1440).optional().catch(undefined),
  occurrences: z
    .array(z.object({ occurrence_id: externalId, start_time: rfc3339.optional() }))
    .max(100)
    .default([])
    .catch([]),
};

const payload = z.object({
  event: z.string(),
  event_ts: epochMilliseconds,
  payload: z.object({
    operation: z.string().optional(),
    object: z.object({
      id: externalId,
      uuid: z.string().max(512).optional(),
      host_id: z.string().max(512).optional(),
      participant: participant.optional(),
      ...booking,
    }),
    old_object: z.object(booking).optional(),
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
    const encryptedToken = hmac('sha256', secret, [plainToken], 'hex');
    return { contentType: 'application/json', body: { plainToken, encryptedToken } };
  },

  translate(body, ids) {
    const event = nameIn('event', body);
    if (event.startsWith('session.')) return translateVideoSession(event, body, ids);
    const means = meanings.get(event);
    if (means === undefined) return nothing(event.startsWith('meeting.') ? 'not-for-vigil' : 'type-unknown');
    return reading(payload, body, ({ event_ts, payload: { operation, object, old_object: before } }) => {
      const found = means({ at: event_ts, meeting: object, who: object.participant, operation, before }, ids);
      return found.length === 0 ? nothing('not-for-vigil') : facts(...found);
    });
  },
};

interface Told {
  readonly at: string;
  readonly meeting: z.infer<typeof payload>['payload']['object'];
  readonly who: z.infer<typeof participant> | undefined;
  readonly operation: string | undefined;
  readonly before: z.infer<typeof payload>['payload']['old_object'];
}

type Meaning = (told: Told, ids: ProviderIds) => readonly ProviderFact[];

/** `uuid` tells the occurrences of one meeting apart; the session goes by the meeting's id, which the tenant knows beforehand. */
const room =
  (type: RoomFactType): Meaning =>
  ({ at, meeting }, ids) => [
    roomFact(type, { at, room: meeting.id, key: [type, meeting.id, meeting.uuid, at].join('|') }, ids),
  ];

/** The whole meeting was deleted, or some of its occurrences. */
const deleted: Meaning = (told, ids) => {
  const { at, meeting, operation } = told;
  if (meeting.occurrences.length === 0 || operation === 'all') return room('session.cancelled.v1')(told, ids);
  return meeting.occurrences.flatMap(({ occurrence_id, start_time }) =>
    start_time === undefined
      ? []
      : [
          {
            type: 'room.called-off.v1' as const,
            at,
            key: ['called-off', meeting.id, occurrence_id, at].join('|'),
            data: { sessionId: ids.session(meeting.id), startsAt: start_time },
          },
        ],
  );
};

/** The meeting, or occurrences of it, begin at another time; other changes are not read. */
const updated: Meaning = ({ at, meeting, before }, ids) => {
  const starts = [
    { id: '', from: before?.start_time, to: meeting.start_time },
    ...meeting.occurrences.map(({ occurrence_id: id, start_time: to }) => {
      const known = before?.occurrences.find(({ occurrence_id }) => occurrence_id === id);
      return { id, from: known?.start_time, to };
    }),
  ];
  return starts.flatMap(({ id, from, to }) =>
    from === undefined || to === undefined || from === to
      ? []
      : [
          {
            type: 'room.moved.v1' as const,
            at,
            key: ['moved', meeting.id, id, from, to, at].join('|'),
            data: {
              sessionId: ids.session(meeting.id),
              from,
              startsAt: to,
              ...(meeting.duration === undefined ? {} : { plannedMinutes: meeting.duration }),
            },
          },
        ],
  );
};

const presence =
  (type: PresenceFactType): Meaning =>
  ({ at: sentAt, meeting, who }, ids) => {
    // Two devices of one person share a `participant_uuid`; each has a `user_id` of its own.
    const connection = [who?.participant_uuid, who?.user_id].filter((id) => id !== undefined).join('|');
    if (who === undefined || connection === '') return [];
    const at = (type === 'participant.joined.v1' ? who.join_time : who.leave_time) ?? sentAt;
    // `customer_key` is the tenant's own name for the person; the user id names members of the account only.
    const person = [who.customer_key, who.participant_user_id].find((id) => id !== undefined && id !== '');
    const isHost = who.participant_user_id !== undefined && who.participant_user_id === meeting.host_id;
    const key = [type, meeting.id, meeting.uuid, connection, at].join('|');
    const role = isHost ? 'clinician' : undefined;
    return [presenceFact(type, { at, key, room: meeting.id, connection, person, role }, ids)];
  };

/** `leave_reason` is free text with a name in it, so Zoom never tells a lost connection apart. */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['meeting.started', room('room.opened.v1')],
  ['meeting.ended', room('room.closed.v1')],
  ['meeting.deleted', deleted],
  ['meeting.updated', updated],
  ['meeting.participant_joined', presence('participant.joined.v1')],
  ['meeting.participant_left', presence('participant.left.v1')],
]);
