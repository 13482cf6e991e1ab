import { describe, expect, it } from 'vitest';
import { secret } from './requests.ts';
import { receive } from './webhook.ts';

const authorization = `Bearer ${secret}`;
const headers = { authorization, 'content-type': 'application/fhir+json;charset=utf-8' };
const appointment = {
  resourceType: 'Appointment',
  id: '1',
  meta: { versionId: '2' },
  status: 'booked',
  start: '2027-03-02T10:00:00Z',
  participant: [{ actor: { reference: 'Patient/1' } }, { actor: { reference: 'Practitioner/1' } }],
};
const call = (method: string, resource: string | undefined, body: string, more = headers) =>
  receive('fhir', { body, headers: more }, { method, ...(resource === undefined ? {} : { resource }) });

describe('a HAPI server with a rest-hook Subscription', () => {
  it('puts what was created or changed, and gets an OperationOutcome', async () => {
    const { status, body, published } = await call('PUT', 'Appointment/1', JSON.stringify(appointment));
    expect(status).toBe(200);
    expect(published.map(({ type }) => type)).toEqual(['session.scheduled.v1']);
    expect(JSON.parse(body)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information' }],
    });
  });

  it('deletes what was deleted, without a body', async () => {
    const taken = await call('DELETE', 'Appointment/1', '', { authorization, 'content-type': '' });
    expect(taken.status).toBe(200);
    expect(taken.published.map(({ type }) => type)).toEqual(['session.cancelled.v1']);
    const put = await call('PUT', 'Appointment/1', JSON.stringify(appointment));
    const idOf = ({ published }: typeof put) => (published[0]?.data as { sessionId?: string }).sessionId;
    expect(idOf(taken)).toBe(idOf(put));
    expect((await call('DELETE', 'Consent/1', '')).status).toBe(422);
    expect(await call('DELETE', 'Patient/1', '')).toMatchObject({ status: 200, published: [] });
  });

  it('sends notifications of topics as a Bundle, and gets one', async () => {
    const bundle = { resourceType: 'Bundle', type: 'transaction', entry: [{ resource: appointment }] };
    const { status, body, published } = await call('POST', undefined, JSON.stringify(bundle));
    expect([status, published.length]).toEqual([200, 1]);
    expect(JSON.parse(body)).toEqual({ resourceType: 'Bundle', type: 'transaction-response' });
  });

  it('posts nothing at all where the Subscription has no payload', async () => {
    const { status, counted } = await call('POST', undefined, '', { authorization, 'content-type': '' });
    expect([status, counted]).toEqual([200, ['ProviderEventsWithoutContent']]);
  });

  it('proves itself for each method', async () => {
    const other = { ...headers, authorization: 'Bearer other' };
    for (const [method, body] of [
      ['PUT', JSON.stringify(appointment)],
      ['DELETE', ''],
    ] as const)
      expect(await call(method, 'Appointment/1', body, other)).toMatchObject({ status: 401, published: [] });
  });
});

it('a provider that only posts has nothing below its endpoint', async () => {
  const request = { body: '{}', headers: { 'content-type': 'application/json' } };
  const answered = await receive('zoom', request, { method: 'PUT', resource: 'Appointment/1' });
  expect(answered).toMatchObject({ status: 404, published: [] });
});
