import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { translateFhir } from '../../../../functions/intake/fhir/translate-fhir.ts';
import { providerIds } from '../../../../functions/intake/provider-ids.ts';
import { translateChime } from '../../../../functions/intake/providers/chime.ts';
import { livekit } from '../../../../functions/intake/providers/livekit.ts';
import type { Translation, WebhookRequest } from '../../../../functions/intake/providers/provider.ts';
import { providerNamed } from '../../../../functions/intake/providers/table.ts';
import { twilio } from '../../../../functions/intake/providers/twilio.ts';
import { zoom } from '../../../../functions/intake/providers/zoom.ts';
import { verifySender } from '../../../../functions/platform/http/verify-sender.ts';
import { sampleSets } from './samples.ts';

interface Vector {
  readonly headers: Record<string, string>;
  readonly key: string;
  readonly rawBody: string;
  readonly apiKey: string;
  readonly bodyFile: string;
  readonly sha256Claim: string;
  readonly signedUrl: string;
  readonly params: Record<string, string | string[]>;
}

const ids = providerIds('example-key', 'test');
/** Before all samples, so that none of them is outdated. */
const now = '2000-01-01T00:00:00.000Z';
const request = (body: string, headers: Record<string, string>): WebhookRequest => ({
  body: Buffer.from(body),
  headers,
  method: 'POST',
  path: '/',
  query: '',
  url: 'https://vigil.example.org/',
});

/** The types of the facts, or why there are none. */
const meaning = (translation: Translation): string[] => {
  switch (translation.outcome) {
    case 'facts':
      return translation.facts.map(({ type }) => type);
    case 'nothing':
      return [translation.reason];
    case 'unreadable':
      return translation.complaints.map(({ code, path }) => `${code} ${path}`);
  }
};

const meansHere = (provider: string, text: string): string[] => {
  const known = providerNamed(provider);
  const payload = known?.parse?.(Buffer.from(text), {
    'content-type': known.name === 'twilio' ? 'application/x-www-form-urlencoded' : 'application/json',
  });
  return meaning(known?.translate(payload ?? JSON.parse(text), ids, now) ?? { outcome: 'facts', facts: [] });
};

describe.each(sampleSets)('signatures: $origin', (samples) => {
  const vectors = samples.json('vectors.json') as Record<string, Vector[]> & {
    zoomChallenge: { plainToken: string; key: string; encryptedToken: string };
  };

  it("Zoom's, captured in the field", () => {
    for (const { headers, key, rawBody } of vectors['zoom'] ?? []) {
      const at = new Date(Number(headers['x-zm-request-timestamp']) * 1000).toISOString();
      expect(zoom.verify(request(rawBody, headers), { all: ['another', key] }, at)).toBe('verified');
      expect(zoom.verify(request(`${rawBody} `, headers), { all: [key] }, at)).toBe('signature-invalid');
      const { plainToken, encryptedToken } = vectors.zoomChallenge;
      const answered = zoom.challenge?.(JSON.parse(rawBody), request(rawBody, headers), {
        all: ['another', key],
      });
      expect(answered?.body).toEqual({ plainToken, encryptedToken });
    }
    expect(vectors['zoom']?.length).toBeGreaterThan(0);
  });

  it("Twilio's, over forms with and without doubles", () => {
    for (const vector of vectors['twilio'] ?? []) {
      const { signedUrl, params, key } = vector;
      const fields = new URLSearchParams();
      for (const [name, value] of Object.entries(params))
        for (const each of [value].flat()) fields.append(name, each);
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': (vector as unknown as Record<string, string>)['x-twilio-signature'] ?? '',
      };
      const arrived = { ...request(fields.toString(), headers), url: signedUrl };
      expect(twilio.verify(arrived, { all: [key] }, '')).toBe('verified');
      expect(twilio.verify({ ...arrived, url: `${signedUrl}&x=1` }, { all: [key] }, '')).toBe(
        'signature-invalid',
      );
    }
    expect(vectors['twilio']?.length).toBeGreaterThan(1);
  });

  it("LiveKit's hash of the body", async () => {
    for (const { apiKey, key, bodyFile, sha256Claim } of vectors['livekit'] ?? []) {
      const token = new SignJWT({ sha256: sha256Claim })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(apiKey);
      const authorization = await token.setExpirationTime('5m').sign(Buffer.from(key));
      const secrets = { all: [key], apiKey };
      const now = new Date().toISOString();
      const body = samples.text(bodyFile);
      expect(await livekit.verify(request(body, { authorization }), secrets, now)).toBe('verified');
      expect(await livekit.verify(request(`${body}\n`, { authorization }), secrets, now)).toBe(
        'signature-invalid',
      );
    }
  });

  it('Standard Webhooks', async () => {
    for (const { headers, rawBody, key } of vectors['standardWebhooks'] ?? []) {
      const made = new Webhook(key).sign(
        headers['webhook-id'] ?? '',
        new Date(Number(headers['webhook-timestamp']) * 1000),
        rawBody,
      );
      expect(made).toBe(headers['webhook-signature']);
      // Its time is long past: the window refuses it, and says so.
      const verified = await verifySender(rawBody, { ...headers, 'vigil-tenant': 't' }, () =>
        Promise.resolve([key]),
      );
      expect(verified).toMatchObject({ problem: { code: 'timestamp-stale' } });
    }
  });
});

describe.each(sampleSets)('payloads: $origin', (samples) => {
  it.each([
    ['zoom', 'zoom/meeting.created.json', ['not-for-vigil']],
    ['zoom', 'zoom/meeting.started.json', ['room.opened.v1']],
    ['zoom', 'zoom/meeting.participant_joined.json', ['participant.joined.v1']],
    ['zoom', 'zoom/meeting.participant_left.json', ['participant.left.v1']],
    ['zoom', 'zoom/meeting.ended.json', ['room.closed.v1']],
    ['zoom', 'zoom/meeting.alert.json', ['not-for-vigil']],
    ['zoom', 'zoom/meeting.updated.json', ['not-for-vigil']], // another topic
    ['zoom', 'zoom/meeting.deleted.json', ['session.cancelled.v1']],
    ['zoom', 'zoom/session.started.json', ['room.opened.v1']],
    ['zoom', 'zoom/session.user_joined.json', ['participant.joined.v1']],
    ['zoom', 'zoom/session.user_left.json', ['participant.left.v1']],
    ['zoom', 'zoom/session.ended.json', ['room.closed.v1']],
    ['zoom', 'zoom/clinical_notes.note_created.json', ['type-unknown']],
    ['daily', 'daily/endpoint-test.json', ['handshake']],
    ['daily', 'daily/meeting.started.json', ['room.opened.v1']],
    ['daily', 'daily/recording.ready-to-download.json', ['type-unknown']],
    ['healthie', 'healthie/appointment.created.json', ['needs-read-back']],
    ['healthie', 'healthie/_standard-envelope.json', ['type-unknown']],
    ['vonage', 'vonage/connectionCreated.json', ['participant.joined.v1']],
    ['livekit', 'livekit/room_started.json', ['room.opened.v1']],
    ['livekit', 'livekit/participant_joined.json', ['participant.joined.v1']],
    ['twilio', 'twilio/participant-connected.txt', ['participant.joined.v1']],
    ['calendly', 'calendly/invitee.created.json', ['session.scheduled.v1']],
    ['jaas', 'jaas/ROOM_CREATED.json', ['not-for-vigil']], // it is of a breakout room
    ['fhir', 'fhir/r4-backport/handshake.json', ['handshake']],
    ['fhir', 'fhir/r4-backport/heartbeat.json', ['heartbeat']],
    ['fhir', 'fhir/r4-backport/notification-full-resource.json', ['session.started.v1']],
    ['fhir', 'fhir/r4-examples/Appointment-example.json', ['session.scheduled.v1']],
    ['fhir', 'fhir/r4-examples/Encounter-example.json', ['not-for-vigil']], // an inpatient
    ['fhir', 'fhir/r4-examples/Flag-example.json', ['not-for-vigil']], // a big dog
    [
      'fhir',
      'fhir/r4-examples/Consent-consent-example-basic.json',
      ['required Consent.performer', 'required Consent.policy.uri'],
    ],
  ])('%s: %s', (provider, file, expected) => {
    expect(meansHere(provider, samples.text(file))).toEqual(expected);
  });

  it.each([
    ['MeetingStarted', 'room.opened.v1'],
    ['AttendeeJoined', 'participant.joined.v1'],
    ['AttendeeDropped', 'participant.dropped.v1'],
    ['MeetingEnded', 'room.closed.v1'],
  ])('Chime: %s', (name, type) => {
    const { detail } = samples.json(`chime/${name}.json`) as { detail: unknown };
    expect(meaning(translateChime(detail, ids))).toEqual([type]);
  });

  it("JaaS's header, whose Base64 ends in an equals sign, is read whole", () => {
    const [, header = ''] = /^X-Jaas-Signature:(.*)$/m.exec(samples.text('jaas/_signature-header.txt')) ?? [];
    const [, v1] = /v1=(.*)$/.exec(header) ?? [];
    expect(v1).toMatch(/=$/);
    const body = '{}';
    const key = 'example';
    const made = createHmac('sha256', key).update(`1632490060.${body}`).digest('base64');
    const arrived = request(body, { 'x-jaas-signature': `t=1632490060,v1=${made}` });
    expect(made).toMatch(/=$/);
    const verified = providerNamed('jaas')?.verify(arrived, { all: [key] }, '2021-09-24T13:28:00.000Z');
    expect(verified).toBe('verified');
  });

  it('LiveKit, Zoom and Calendly: neither name nor address comes out', () => {
    const files = [
      'zoom/meeting.participant_joined.json',
      'zoom/session.user_joined.json',
      'livekit/participant_joined.json',
      'calendly/invitee.created.json',
    ];
    const out = JSON.stringify(
      files.map((file) => providerNamed(file.split('/')[0] ?? '')?.translate(samples.json(file), ids, now)),
      (key, value: unknown) => (key === 'key' ? undefined : value),
    );
    for (const text of [
      'Jill',
      'jchill',
      'Amit',
      'John',
      'test@example.com',
      '8615250064084',
      'Example Name',
      '@example.org',
      '5550123',
    ])
      expect(out).not.toContain(text);
  });
});

describe.each(sampleSets)('questionnaires: $origin', (samples) => {
  const questionnaire = () => samples.json('fhir/phq9/Questionnaire-argonaut-phq9.json');
  const response = () => samples.text('fhir/phq9/QuestionnaireResponse-argonaut-phq9.json');
  const bundle = (text: string) => ({
    resourceType: 'Bundle',
    entry: [{ resource: questionnaire() }, { resource: JSON.parse(text) as unknown }],
  });

  it('PHQ-9: an answer without its Questionnaire is refused, since nobody can tell what g1.q9 asks', () => {
    expect(meaning(translateFhir(JSON.parse(response()), ids, now))).toEqual([
      'required QuestionnaireResponse.questionnaire',
    ]);
  });

  it("PHQ-9: the example says no to item 9, and a yes is found by the questionnaire's own code", () => {
    expect(meaning(translateFhir(bundle(response()), ids, now))).toEqual(['not-for-vigil']);
    // The last "not at all" is item 9's, whose link id is g1.q9.
    const item9 = response().replace(
      /("code": ")LA6568-5("(?:(?!LA6568-5)[\s\S])*"linkId": "g1\.q9")/,
      '$1LA6569-3$2',
    );
    expect(item9).not.toBe(response());
    expect(translateFhir(bundle(item9), ids, now)).toMatchObject({
      outcome: 'facts',
      facts: [{ type: 'risk.flagged.v1', data: { trigger: 'phq9-item9' } }],
    });
  });

  it('C-SSRS: the example is all no; any one yes, or a higher level, is a warning', () => {
    const xml = samples.text('fhir/c-ssrs/BHP-QuestionnaireResponse-C-SSRS-example-1.xml');
    const answers = [...xml.matchAll(/<linkId value="([^"]+)"\/>[\s\S]*?<code value="([^"]+)"\/>/g)].map(
      ([, linkId = '', code = '']) => ({ linkId, code }),
    );
    expect(answers).toHaveLength(8);
    const translated = (changed: typeof answers) =>
      translateFhir(
        {
          resourceType: 'QuestionnaireResponse',
          id: 'c-1',
          status: 'completed',
          subject: { reference: 'Patient/p-1' },
          item: changed.map(({ linkId, code }) => ({
            linkId,
            answer: [{ valueCoding: { system: 'http://loinc.org', code } }],
          })),
        },
        ids,
        now,
      );
    expect(meaning(translated(answers))).toEqual(['not-for-vigil']);
    for (const { linkId } of answers) {
      const code = linkId === '/93374-7' ? 'LA9193-9' : 'LA33-6';
      const changed = answers.map((answer) => (answer.linkId === linkId ? { linkId, code } : answer));
      expect(translated(changed), linkId).toMatchObject({ facts: [{ data: { trigger: 'cssrs-positive' } }] });
    }
  });
});
