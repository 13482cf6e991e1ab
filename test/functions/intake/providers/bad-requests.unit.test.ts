import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { providers } from '../../../../functions/intake/providers/table.ts';
import { samples, secret, seconds, signed } from './requests.ts';
import { fhirResources } from './fhir-resources.ts';
import { receive } from './webhook.ts';

it('every provider of the table is tried here', () => {
  expect(Object.keys(samples).sort()).toEqual(providers.map(({ name }) => name).sort());
});

describe.each(Object.entries(samples))('%s', (provider, sample) => {
  const { answers, speaksFhir } = providers.find(({ name }) => name === provider) ?? {};

  it('is taken, and means what it says', async () => {
    const answered = await receive(provider, await signed(provider));
    expect(answered.status).toBe(answers?.taken);
    expect(answered.published.map(({ type }) => type)).toEqual(sample.means);
    expect(answered.published[0]).toMatchObject({ tenantid: 'demo-clinic', specversion: '1.0' });
  });

  it('tells nothing of a name, an address or an id of the provider', async () => {
    const { published, logged } = await receive(provider, await signed(provider));
    const told = JSON.stringify([published, logged]);
    for (const secretText of [
      'Zoë',
      'Zoe',
      '🕊',
      'Example',
      '81234567890',
      'PA_1',
      'PA1',
      'Patient',
      'room 🕊',
    ])
      expect(told).not.toContain(secretText);
  });

  it('gives the same event the same id again', async () => {
    const ids = [];
    for (let time = 0; time < 2; time += 1)
      ids.push((await receive(provider, await signed(provider))).published.map(({ id }) => id));
    expect(ids[0]).toEqual(ids[1]);
  });

  it('is taken under the secret before, and under no other', async () => {
    const previous = await signed(provider, undefined, 'cHJldmlvdXM=');
    expect((await receive(provider, previous)).status).toBe(answers?.taken);
    const other = await signed(provider, undefined, 'b3RoZXI=');
    expect(await receive(provider, other)).toMatchObject({ status: 401, published: [] });
  });

  it('is taken under a secret that was rotated after it was last read', async () => {
    const rotated = await signed(provider, undefined, 'bmV3');
    const taken = await receive(provider, rotated, { rotated: ['bmV3'] });
    expect(taken.status).toBe(answers?.taken);
    expect(taken.published.map(({ type }) => type)).toEqual(sample.means);
  });

  it('is refused without a signature', async () => {
    const { body, headers } = await signed(provider);
    const unsigned = { body, headers: { 'content-type': headers['content-type'] ?? '' } };
    expect(await receive(provider, unsigned)).toMatchObject({ status: 401, published: [] });
  });

  // FHIR's rest-hook knows no signature: the header is a password, and says nothing of the body.
  if (provider !== 'fhir')
    it('is refused where one byte was changed after signing', async () => {
      const { body, headers } = await signed(provider);
      const at = body.length - 5;
      const changed = body.slice(0, at) + String.fromCharCode(body.charCodeAt(at) ^ 1) + body.slice(at + 1);
      expect(await receive(provider, { body: changed, headers })).toMatchObject({
        status: 401,
        published: [],
      });
    });

  // The others sign no time.
  if (sample.timed)
    it('is refused where its signature is of yesterday or of tomorrow', async () => {
      for (const days of [-1, provider === 'livekit' ? -2 : 1]) {
        const stale = await signed(provider, undefined, secret, seconds + days * 86_400);
        expect(await receive(provider, stale)).toMatchObject({ status: 401, published: [] });
      }
    });

  it('is told where the JSON is cut off, or taken where a refusal would stop all delivery', async () => {
    const cut = sample.body.slice(0, -3);
    const { status, published, counted } = await receive(provider, await signed(provider, cut));
    // A form that is cut off is a form still; what is missing is found missing.
    if (provider !== 'twilio') {
      expect(status).toBe(answers?.unreadable);
      expect(counted).toContain('ProviderEventsUnreadable');
      expect(published).toEqual([]);
    }
    expect(status).toBeLessThan(500);
  });

  it.each(['null', '[]', '{}', '"text"', '0'])('takes the JSON %s for what it is', async (body) => {
    const answered = await receive(provider, await signed(provider, body));
    expect(answered.status).toBeLessThan(500);
    expect(answered.published).toEqual([]);
  });

  it('is refused in another content type', async () => {
    const { body, headers } = await signed(provider);
    const answered = await receive(provider, { body, headers: { ...headers, 'content-type': 'text/html' } });
    expect(answered).toMatchObject({ status: 415, published: [] });
  });

  it('is taken and counted where the event is unknown, so that nobody repeats it for days', async () => {
    const answered = await receive(provider, await signed(provider, sample.unknown));
    expect(answered).toMatchObject({
      status: answers?.taken,
      published: [],
      counted: ['ProviderEventsUnknown'],
    });
  });

  it('is refused above a megabyte', async () => {
    const answered = await receive(provider, await signed(provider, ' '.repeat(1_000_001)));
    expect(answered).toMatchObject({ status: 413, published: [] });
  });

  it('is asked to come again where we are at fault', async () => {
    const answered = await receive(provider, await signed(provider), { busFails: true });
    expect(answered.status).toBe(503);
    if (speaksFhir === true)
      expect(JSON.parse(answered.body)).toMatchObject({ issue: [{ code: 'transient' }] });
  });
});

it('an unknown provider is not found', async () => {
  expect((await receive('nobody', await signed('zoom'))).status).toBe(404);
});

it('Healthie: a body of equal length under another digest is refused', async () => {
  const { body, headers } = await signed('healthie');
  const swapped = body.replace('67001', '67002');
  expect(await receive('healthie', { body: swapped, headers })).toMatchObject({ status: 401 });
});

it("Daily's test of the endpoint is taken", async () => {
  expect((await receive('daily', await signed('daily', '{"test":"test"}'))).status).toBe(200);
});

it("Zoom's challenge is answered under the secret that it was signed with, also during a rotation", async () => {
  const body = '{"event":"endpoint.url_validation","payload":{"plainToken":"plain"}}';
  const answered = await receive('zoom', await signed('zoom', body, 'cHJldmlvdXM='));
  const encryptedToken = createHmac('sha256', 'cHJldmlvdXM=').update('plain').digest('hex');
  expect(JSON.parse(answered.body)).toEqual({ plainToken: 'plain', encryptedToken });
});

it('Medplum: a deletion says of what in an unsigned header, and so changes nothing, whatever it names', async () => {
  const request = await signed('medplum', '{}');
  const deleted = (resource: string) =>
    receive('medplum', {
      ...request,
      headers: { ...request.headers, 'x-medplum-deleted-resource': resource },
    });
  for (const resource of ['Appointment/a-1', 'Consent/c-1'])
    expect(await deleted(resource)).toMatchObject({
      status: 200,
      published: [],
      counted: ['ProviderEventsWithoutContent'],
    });
});

it('Medplum: the header of a deletion does not replace a warning', async () => {
  const request = await signed('medplum', JSON.stringify(fhirResources.questionnaireResponse));
  const headers = { ...request.headers, 'x-medplum-deleted-resource': 'Appointment/victim-1' };
  expect((await receive('medplum', { ...request, headers })).published.map(({ type }) => type)).toEqual([
    'risk.flagged.v1',
  ]);
});
