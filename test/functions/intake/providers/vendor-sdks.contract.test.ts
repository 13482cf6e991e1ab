import { createHash } from 'node:crypto';
import { CloudEvent, HTTP } from 'cloudevents';
import { AccessToken, WebhookReceiver } from 'livekit-server-sdk';
import { Webhook } from 'standardwebhooks';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { path, samples, secret, urlOf } from './requests.ts';
import { postEvents, webhookSecret } from './receive-event.ts';
import { receive } from './webhook.ts';

/** What the vendors' own libraries sign is taken; one byte later it is not. */
const changed = (text: string): string =>
  text.slice(0, -2) + String.fromCharCode(text.charCodeAt(text.length - 2) ^ 1) + text.slice(-1);

describe('livekit-server-sdk', () => {
  it('signs what Vigil takes, and what its own receiver takes', async () => {
    const { body = '' } = samples['livekit'] ?? {};
    const token = new AccessToken('api-key', secret, { ttl: '5m' });
    token.sha256 = createHash('sha256').update(body).digest('base64');
    const headers = { 'content-type': 'application/webhook+json', authorization: await token.toJwt() };
    await new WebhookReceiver('api-key', secret).receive(body, headers.authorization);
    // The library signs at the present moment, so this once the clock is the real one.
    const answered = await receive('livekit', { body, headers }, { now: new Date().toISOString() });
    expect(answered.status).toBe(200);
    expect(answered.published).toHaveLength(1);
    const spoiled = await receive(
      'livekit',
      { body: changed(body), headers },
      { now: new Date().toISOString() },
    );
    expect(spoiled).toMatchObject({ status: 401, published: [] });
  });
});

describe('twilio', () => {
  const { body = '' } = samples['twilio'] ?? {};
  const params = Object.fromEntries(new URLSearchParams(body));

  it('signs a form that Vigil takes', async () => {
    const signature = twilio.getExpectedTwilioSignature(secret, urlOf('twilio'), params);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    expect(twilio.validateRequest(secret, signature, urlOf('twilio'), params)).toBe(true);
    expect((await receive('twilio', { body, headers })).status).toBe(204);
    expect(await receive('twilio', { body: changed(body), headers })).toMatchObject({ status: 401 });
  });

  it('signs a JSON body by its hash in the address, behind another public address', async () => {
    const publicUrl = `https://hooks.example.org${path('twilio')}`;
    const json = JSON.stringify(params);
    const query = `bodySHA256=${createHash('sha256').update(json).digest('hex')}`;
    const signature = twilio.getExpectedTwilioSignature(secret, `${publicUrl}?${query}`, {});
    expect(twilio.validateRequestWithBody(secret, signature, `${publicUrl}?${query}`, json)).toBe(true);
    const headers = { 'content-type': 'application/json', 'x-twilio-signature': signature };
    const options = { publicUrl, query };
    expect((await receive('twilio', { body: json, headers }, options)).status).toBe(204);
    expect((await receive('twilio', { body: changed(json), headers }, options)).status).toBe(401);
  });
});

describe('cloudevents and standardwebhooks', () => {
  const event = (id: string) =>
    new CloudEvent({
      id,
      source: 'urn:example:platform',
      type: 'session.started.v1',
      time: '2027-03-01T10:00:00.000Z',
      datacontenttype: 'application/json',
      data: { sessionId: 'session-5501', clientId: 'client-7f3a' },
    });
  const signedBy = (id: string, body: string) => {
    const at = new Date();
    return {
      'vigil-tenant': 'demo-clinic',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(webhookSecret).sign(id, at, body),
    };
  };
  const lower = (headers: object) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

  it('structured mode', async () => {
    const { headers, body } = HTTP.structured(event('evt-1')) as { headers: object; body: string };
    const signed = { ...lower(headers), ...signedBy('evt-1', body) };
    expect(await postEvents(body, signed)).toMatchObject({ status: 202, published: ['session.started.v1'] });
    expect(await postEvents(changed(body), signed)).toMatchObject({ status: 401, published: [] });
  });

  it('binary mode, whose signed id repeats the attributes', async () => {
    const { headers, body } = HTTP.binary(event('evt-2')) as { headers: object; body: string };
    const id = 'session.started.v1|urn:example:platform|evt-2|2027-03-01T10:00:00.000Z';
    const signed = { ...lower(headers), ...signedBy(id, body) };
    expect(await postEvents(body, signed)).toMatchObject({ status: 202, published: ['session.started.v1'] });
    // The same signature under another type: a start is not to be turned into an end.
    const turned = { ...signed, 'ce-type': 'session.ended.v1' };
    expect(await postEvents(body, turned)).toMatchObject({ status: 401, published: [] });
  });

  it('batch mode: one signature for all, and each event by itself', async () => {
    const whole = [
      event('evt-3'),
      { ...event('evt-4').toJSON(), data: { sessionId: 'a name' } },
      event('evt-5'),
    ];
    const body = JSON.stringify(whole);
    const signed = {
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      ...signedBy('batch-1', body),
    };
    const answered = await postEvents(body, signed);
    expect(answered).toMatchObject({ status: 207, published: ['session.started.v1', 'session.started.v1'] });
    expect(JSON.parse(answered.body)).toMatchObject({
      accepted: ['evt-3', 'evt-5'],
      refused: [{ index: 1, id: 'evt-4', problem: { code: 'data-invalid', status: 422 } }],
    });
    expect(answered.body).not.toContain('a name');
    expect(await postEvents(changed(body), signed)).toMatchObject({ status: 401, published: [] });
  });

  it.each([
    ['[]', 202],
    ['{}', 400],
    [JSON.stringify([1, null, 'text']), 422],
    [JSON.stringify(Array.from({ length: 101 }, () => ({}))), 413],
  ])('the batch %.20s is answered %i', async (body, status) => {
    const headers = { 'content-type': 'application/cloudevents-batch+json', ...signedBy('batch-2', body) };
    expect(await postEvents(body, headers)).toMatchObject({ status, published: [] });
  });
});
