import { createHash, createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import twilioSdk from 'twilio';

/** The moment at which every request of these tests is signed and arrives. */
export const now = '2027-03-01T10:00:00.000Z';
export const seconds = Date.parse(now) / 1000;
/** Base64, since Daily's secrets are; for all others it is a text like any other. */
export const secret = 'ZmljdGlvbmFsLXNlY3JldC0wMDAx';
export const path = (provider: string) => `/v1/webhooks/${provider}/endpoint-1`;
export const urlOf = (provider: string) => `https://vigil.example.org${path(provider)}`;

export interface Request {
  readonly body: string;
  readonly headers: Record<string, string>;
}

export interface Sample {
  readonly body: string;
  readonly contentType: string;
  /** The facts that it means, in order. */
  readonly means: readonly string[];
  /** A body of the same provider that Vigil does not know. */
  readonly unknown: string;
  /** Where a signature carries its time. */
  readonly timed: boolean;
  sign(
    body: string,
    key: string,
    atSeconds?: number,
    at?: string,
  ): Promise<Record<string, string>> | Record<string, string>;
}

const mac = (key: string | Buffer, text: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', key).update(text).digest(encoding);
const digest = (text: string, encoding: 'hex' | 'base64') =>
  createHash('sha256').update(text).digest(encoding);
const json = (value: unknown) => JSON.stringify(value);
const timed =
  (header: string, encoding: 'hex' | 'base64'): Sample['sign'] =>
  (body, key, at = seconds) => ({
    [header]: `t=${String(at)},v1=${mac(key, `${String(at)}.${body}`, encoding)}`,
  });
const at = '2027-03-01T09:59:00Z';

/** One request of each provider, invented, with emoji and accents, signed as the provider signs. */
export const samples: Readonly<Record<string, Sample>> = {
  zoom: {
    contentType: 'application/json; charset=utf-8',
    timed: true,
    means: ['participant.joined.v1'],
    body: json({
      event: 'meeting.participant_joined',
      event_ts: Date.parse(at),
      payload: {
        object: {
          id: '81234567890',
          uuid: 'uuid==',
          topic: 'Séance 🕊',
          participant: { participant_uuid: 'connection', user_name: 'Zoë Example', join_time: at },
        },
      },
    }),
    unknown: json({ event: 'phone.rang' }),
    sign: (body, key, when = seconds) => ({
      'x-zm-request-timestamp': String(when),
      'x-zm-signature': `v0=${mac(key, `v0:${String(when)}:${body}`, 'hex')}`,
    }),
  },
  daily: {
    contentType: 'application/json',
    timed: true,
    means: ['participant.left.v1'],
    body: json({
      version: '1.0.0',
      type: 'participant.left',
      id: 'ptl-1',
      payload: {
        room: 'room',
        session_id: 'c-1',
        user_name: 'Zoë 🕊',
        joined_at: seconds - 600.5,
        duration: 540.25,
      },
      event_ts: seconds - 60.4,
    }),
    unknown: json({ type: 'dialin.ready', id: 'x', payload: {}, event_ts: 1 }),
    sign: (body, key, when = seconds) => ({
      'x-webhook-timestamp': String(when),
      'x-webhook-signature': mac(Buffer.from(key, 'base64'), `${String(when)}.${body}`, 'base64'),
    }),
  },
  healthie: {
    contentType: 'application/json',
    timed: false,
    means: ['session.cancelled.v1'],
    body: json({
      resource_id: '67001',
      resource_id_type: 'Appointment',
      event_type: 'appointment.deleted',
      note: 'Zoë 🕊',
    }),
    unknown: json({ resource_id: '1', resource_id_type: 'Entry', event_type: 'metric_entry.created' }),
    sign(body, key, _, at = path('healthie')) {
      const claimed = `SHA-256=${digest(body, 'base64')}`;
      const signed = `post ${at}  ${claimed} application/json ${String(Buffer.byteLength(body))}`;
      return { 'content-digest': claimed, signature: `sig1=${mac(key, signed, 'hex')}` };
    },
  },
  vonage: {
    contentType: 'application/json',
    timed: true,
    means: ['participant.dropped.v1'],
    body: json({
      sessionId: '2_MX4-example',
      event: 'connectionDestroyed',
      reason: 'networkDisconnected',
      timestamp: Date.parse(at),
      connection: { id: 'c-1', data: 'Zoë Example 🕊' },
    }),
    unknown: json({ event: 'captionsStarted' }),
    sign: async (body, key, when = seconds) => {
      const token = new SignJWT({ payload_hash: digest(body, 'hex'), jti: 'jti-1' });
      const signed = await token
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('Vonage')
        .setIssuedAt(when)
        .sign(Buffer.from(key));
      return { authorization: `Bearer ${signed}` };
    },
  },
  livekit: {
    contentType: 'application/webhook+json',
    timed: true,
    means: ['participant.dropped.v1'],
    body: json({
      event: 'participant_left',
      id: 'EV_1',
      createdAt: String(seconds - 60),
      room: { sid: 'RM_1', name: 'room' },
      participant: { sid: 'PA_1', identity: 'u-1', name: 'Zoë 🕊', disconnectReason: 'CONNECTION_TIMEOUT' },
    }),
    unknown: json({ event: 'something_new' }),
    sign: async (body, key, when = seconds) => {
      const token = new SignJWT({ sha256: digest(body, 'base64') });
      const signed = await token
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('api-key')
        .setExpirationTime(when + 300)
        .sign(Buffer.from(key));
      return { authorization: signed };
    },
  },
  twilio: {
    contentType: 'application/x-www-form-urlencoded',
    timed: false,
    means: ['participant.joined.v1'],
    body: new URLSearchParams({
      RoomSid: 'RM1',
      RoomName: 'room 🕊',
      ParticipantSid: 'PA1',
      ParticipantIdentity: 'Zoë Example',
      SequenceNumber: '1',
      StatusCallbackEvent: 'participant-connected',
      Timestamp: at,
    }).toString(),
    unknown: 'StatusCallbackEvent=something-new',
    sign: (body, key) => ({
      'x-twilio-signature': twilioSdk.getExpectedTwilioSignature(
        key,
        urlOf('twilio'),
        Object.fromEntries(new URLSearchParams(body)),
      ),
    }),
  },
  calendly: {
    contentType: 'application/json',
    timed: true,
    means: ['session.scheduled.v1'],
    body: json({
      created_at: at,
      event: 'invitee.created',
      payload: {
        uri: 'https://api.calendly.example.org/invitees/1',
        email: 'Zoe@Example.org',
        name: 'Zoë 🕊',
        event: 'https://api.calendly.example.org/events/1',
        scheduled_event: {
          start_time: '2027-03-02T10:00:00.000000Z',
          event_memberships: [{ user: 'https://api.calendly.example.org/users/1' }],
        },
      },
    }),
    unknown: json({ event: 'event_type.created' }),
    sign: timed('calendly-webhook-signature', 'hex'),
  },
  jaas: {
    contentType: 'application/json',
    timed: true,
    means: ['participant.joined.v1'],
    body: json({
      idempotencyKey: 'key-1',
      eventType: 'PARTICIPANT_JOINED',
      timestamp: Date.parse(at),
      fqn: 'vpaas-magic-cookie-1/room',
      data: { participantId: 'p-1', id: 'user-1', name: 'Zoë 🕊', moderator: 'true' },
    }),
    unknown: json({ eventType: 'weather' }),
    sign: timed('x-jaas-signature', 'base64'),
  },
  medplum: {
    contentType: 'application/fhir+json',
    timed: false,
    means: ['risk.flagged.v1'],
    body: json({
      resourceType: 'Flag',
      id: 'f-1',
      meta: { versionId: 'v-1', lastUpdated: at },
      status: 'active',
      code: { text: 'Zoë 🕊', coding: [{ system: 'http://snomed.info/sct', code: '225444004' }] },
      subject: { reference: 'Patient/p-1' },
    }),
    unknown: json({ resourceType: 'Basic', id: 'b-1' }),
    sign: (body, key) => ({ 'x-signature': mac(key, body, 'hex') }),
  },
  fhir: {
    contentType: 'application/fhir+json;charset=UTF-8',
    timed: false,
    means: ['session.started.v1'],
    body: json({
      resourceType: 'Encounter',
      id: 'e-1',
      meta: { versionId: '1', lastUpdated: at },
      status: 'in-progress',
      class: { code: 'VR' },
      subject: { reference: 'Patient/p-1', display: 'Zoë 🕊' },
      period: { start: at },
    }),
    unknown: json({ resourceType: 'Basic', id: 'b-1' }),
    sign: (_, key) => ({ authorization: `Bearer ${key}` }),
  },
};

export const signed = async (
  provider: string,
  body?: string,
  key = secret,
  when?: number,
): Promise<Request> => {
  const sample = samples[provider];
  if (sample === undefined) throw new Error(`there is no sample of ${provider}`);
  const bytes = body ?? sample.body;
  return {
    body: bytes,
    headers: { 'content-type': sample.contentType, ...(await sample.sign(bytes, key, when)) },
  };
};
