import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { catalogue } from '../../../../events/catalogue.ts';
import { maxEventBytes } from '../../../../events/envelope.ts';
import type { BusEvent } from '../../../../functions/platform/bus/bus.ts';
import { makeHandler } from '../../../../functions/intake/receive-event/handler.ts';
import type { SecretsOf } from '../../../../functions/platform/http/verify-sender.ts';
import type { Standing } from '../../../../functions/platform/tenants/standing.ts';
import type { Session } from '../../../../domain/clearance/session.ts';
import { memoryRecords } from '../../../memory/memory-records.ts';
import { memoryVault } from '../../../memory/memory-vault.ts';
import { recordedLog } from '../../../memory/recorded-log.ts';

const now = '2027-03-01T10:00:00.000Z';
const secret = `whsec_${Buffer.from('the present secret of the clinic').toString('base64')}`;
const previous = `whsec_${Buffer.from('the secret that was rotated away').toString('base64')}`;
const stranger = `whsec_${Buffer.from('the secret of somebody else').toString('base64')}`;

const exampleOf = (type: string): Record<string, unknown> => {
  const file = join(import.meta.dirname, '../../../../events/examples', `${type}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
};
const started = exampleOf('session.started.v1');
const example = exampleOf('record.submitted.v1') as { id: string; data: Record<string, unknown> };
const { addendumTo: corrected, ...ownData } = example.data;
/** The record of the example as one that corrects nothing, and the one that the example corrects. */
const submitted = { ...example, data: ownData };
const correctedRecord = { ...submitted, id: 'evt-corrected', data: { ...ownData, recordId: corrected } };

interface Sending {
  readonly signedWith?: string;
  readonly signedAt?: Date;
  readonly headers?: Record<string, string | undefined>;
  readonly base64?: boolean;
}

/** A provider's request: signed over exactly these bytes, unless the case says otherwise. */
const request = (event: unknown, sending: Sending = {}): APIGatewayProxyEventV2 => {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const { signedWith = secret, signedAt = new Date(), headers, base64 = false } = sending;
  return {
    headers: {
      'content-type': 'application/cloudevents+json',
      'vigil-tenant': 'clinic',
      'webhook-id': 'msg-1',
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
      'webhook-signature': new Webhook(signedWith).sign('msg-1', signedAt, body),
      ...headers,
    },
    body: base64 ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: base64,
  } as unknown as APIGatewayProxyEventV2;
};

const intake = () => {
  const records = memoryRecords();
  const published: BusEvent[] = [];
  const log = recordedLog();
  const bus = {
    publish: (event: BusEvent) => {
      published.push(event);
      return Promise.resolve();
    },
  };
  const dependencies = {
    secretsOf: ((tenantId) =>
      Promise.resolve(tenantId === 'clinic' ? [secret, previous] : undefined)) as SecretsOf,
    standingOf: (): Promise<Standing> => Promise.resolve('active'),
    texting: { originationNumber: '+12025550100', phoneCountries: ['US'] } as const,
    vault: memoryVault,
    records,
    bus,
    sessionOf: () => Promise.resolve<Session | undefined>(undefined),
    log,
    now: () => now,
  };
  const send = async (event: APIGatewayProxyEventV2, changed: Partial<typeof dependencies> = {}) => {
    const handler = makeHandler({ ...dependencies, ...changed });
    const answer = await handler(event, {} as Context);
    const body = JSON.parse(answer.body ?? '') as Record<string, unknown>;
    return { status: answer.statusCode, contentType: answer.headers?.['content-type'], body };
  };
  return { records, published, log, send };
};

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an event that is taken', () => {
  test('is answered with 202 and its id, and stands on the bus under the verified tenant', async () => {
    const { send, published, records } = intake();
    expect(await send(request(started))).toEqual({
      status: 202,
      contentType: 'application/json',
      body: { status: 'accepted', id: started['id'] },
    });
    expect(published).toEqual([{ ...started, tenantid: 'clinic' }]);
    expect(records.all).toEqual([]);
  });

  test('has its sensitive part sealed, and the bus has only the reference to it', async () => {
    const { send, published, records } = intake();
    expect((await send(request(submitted))).status).toBe(202);
    const { content, ...travels } = submitted.data;
    expect(published).toMatchObject([{ dataref: 'urn:vigil:record:note-3307', data: travels }]);
    expect(published[0]?.data).toEqual(travels);
    const [record] = records.all;
    expect(record).toMatchObject({
      tenantId: 'clinic',
      subject: 'client:client-7f3a',
      recordId: 'note-3307',
      recordClass: 'progress-note',
      eventId: `urn:example:platform|${submitted.id}`,
      sealedAt: now,
    });
    expect(record && JSON.parse(await memoryVault.open(record, record.jwe))).toEqual({ content });
  });

  test.each(catalogue.filter(({ origin }) => origin === 'provider').map(({ type }) => type))(
    'may be any fact of a provider: %s, and nothing sensitive leaves the intake',
    async (type) => {
      const { send, published, log } = intake();
      if (type === 'record.submitted.v1') await send(request(correctedRecord));
      published.length = 0;
      const contract = catalogue.find((candidate) => candidate.type === type);
      const example = exampleOf(type) as { data: Record<string, unknown> };
      expect((await send(request(example))).status).toBe(202);
      expect(published).toHaveLength(1);
      const sealed = contract?.sealed === undefined ? [] : Object.keys(contract.sealed.fields.shape);
      const left = JSON.stringify([published, log.lines]);
      for (const name of sealed) {
        expect(left).not.toContain(`"${name}"`);
        for (const text of JSON.stringify(example.data[name]).match(/\+?[\w ,.-]{6,}/g) ?? []) {
          if (!text.startsWith('staff-')) expect(left).not.toContain(text);
        }
      }
    },
  );

  test('is a positive screening also if it is malformed elsewhere: sealed, published, and the answer says what was left out', async () => {
    const { send, published, records, log } = intake();
    const example = exampleOf('screening.submitted.v1') as { data: object };
    const malformed = { ...example, data: { ...example.data, answers: { '4': 1, 'jane doe': 1 } } };
    const unreadable = [{ path: 'data.answers', message: expect.stringContaining('place 2') as string }];
    const one = await send(request(malformed));
    expect(one).toMatchObject({ status: 202, body: { status: 'accepted', unreadable } });
    const batch = { 'content-type': 'application/cloudevents-batch+json' };
    const many = await send(request([malformed, started], { headers: batch }));
    expect(many).toMatchObject({
      status: 202,
      body: { unreadable: [{ id: 'evt-0430', errors: unreadable }] },
    });
    expect(published).toHaveLength(3);
    const [record] = records.all;
    const sealed = record && (await memoryVault.open(record, record.jwe));
    expect(sealed).toBe('{"answers":{"4":1}}');
    expect(JSON.stringify([one, many, published, log.lines])).not.toContain('jane');
  });

  test('is accepted also if another event of its batch is nested too deep to read', async () => {
    const { send, published } = intake();
    let deep: unknown = 'bottom';
    for (let level = 0; level < 1_000; level += 1) deep = [deep];
    const unreadable = { ...started, id: 'evt-deep', data: deep };
    const batch = { 'content-type': 'application/cloudevents-batch+json' };
    const answer = await send(
      request([started, unreadable, { ...started, id: 'evt-after' }], { headers: batch }),
    );
    expect(answer).toMatchObject({ status: 207 });
    expect(published.map((event) => event['id'])).toEqual([started['id'], 'evt-after']);
  });

  test('may be encoded in base64 by the gateway: the signature is over the bytes that were sent', async () => {
    const { send, published } = intake();
    const named = { ...submitted, data: { ...submitted.data, content: 'Grüße, 你好 👋' } };
    expect((await send(request(named, { base64: true }))).status).toBe(202);
    expect(published).toHaveLength(1);
  });

  test('may be signed with the secret before the present one, while it is rotated', async () => {
    const { send } = intake();
    expect((await send(request(started, { signedWith: previous }))).status).toBe(202);
  });

  test('may be sent as application/json and name its own tenant', async () => {
    const { send, published } = intake();
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await send(request({ ...started, tenantid: 'clinic' }, { headers }))).status).toBe(202);
    expect(published).toHaveLength(1);
  });

  test('from a clock that runs ahead happened now, so that it is not the last word for ever', async () => {
    const { send, published } = intake();
    expect((await send(request({ ...started, time: '2199-01-01T00:00:00Z' }))).status).toBe(202);
    expect(published).toMatchObject([{ id: started['id'], time: now }]);
  });

  test('loses fields that its contract does not know, before anything is sealed or published', async () => {
    const { send, published } = intake();
    const data = { ...(started['data'] as object), remark: 'a person called X' };
    expect((await send(request({ ...started, data, traceparent: 'a person called X' }))).status).toBe(202);
    expect(JSON.stringify(published)).not.toContain('a person called X');
  });

  test('again is taken again: one record, and consumers are told a second time', async () => {
    const { send, published, records } = intake();
    await send(request(submitted));
    expect((await send(request(submitted))).status).toBe(202);
    expect(records.all).toHaveLength(1);
    expect(published).toHaveLength(2);
    expect(published[1]).toEqual(published[0]);
  });
});

const ofSize = (bytes: number): string => {
  const event = { ...submitted, data: { ...submitted.data, content: '' } };
  const padding = bytes - Buffer.byteLength(JSON.stringify(event));
  return JSON.stringify({ ...event, data: { ...event.data, content: 'x'.repeat(padding) } });
};

const minutesAgo = (minutes: number) => new Date(Date.parse(now) - minutes * 60_000);
const withData = (type: string, data: object) => {
  const example = exampleOf(type) as { data: object };
  return { ...example, data: { ...example.data, ...data } };
};

const refusals: [what: string, status: number, code: string, sent: () => APIGatewayProxyEventV2][] = [
  ['that is too large', 413, 'event-too-large', () => request(ofSize(maxEventBytes + 1))],
  [
    'that is too large behind base64',
    413,
    'event-too-large',
    () => request(ofSize(maxEventBytes + 1), { base64: true }),
  ],
  [
    'with another content type',
    415,
    'content-type-unknown',
    () => request(started, { headers: { 'content-type': 'text/plain' } }),
  ],
  [
    'without a content type',
    415,
    'content-type-unknown',
    () => request(started, { headers: { 'content-type': undefined } }),
  ],
  ['of no tenant', 401, 'tenant-unknown', () => request(started, { headers: { 'vigil-tenant': undefined } })],
  [
    'of an unknown tenant',
    401,
    'tenant-unknown',
    () => request(started, { headers: { 'vigil-tenant': 'nobody' } }),
  ],
  [
    'of a tenant that is no id',
    401,
    'tenant-unknown',
    () => request(started, { headers: { 'vigil-tenant': '../clinic' } }),
  ],
  [
    'without a signature',
    401,
    'signature-invalid',
    () => request(started, { headers: { 'webhook-signature': undefined } }),
  ],
  ['signed by somebody else', 401, 'signature-invalid', () => request(started, { signedWith: stranger })],
  [
    'signed in a malformed way',
    401,
    'signature-invalid',
    () => request(started, { headers: { 'webhook-signature': 'v1' } }),
  ],
  [
    'signed under another message id',
    401,
    'signature-invalid',
    () => request(started, { headers: { 'webhook-id': 'msg-2' } }),
  ],
  [
    'whose timestamp is no number',
    401,
    'signature-invalid',
    () => request(started, { headers: { 'webhook-timestamp': 'now' } }),
  ],
  [
    'that was signed six minutes ago',
    401,
    'timestamp-stale',
    () => request(started, { signedAt: minutesAgo(6) }),
  ],
  [
    'that was signed in six minutes',
    401,
    'timestamp-stale',
    () => request(started, { signedAt: minutesAgo(-6) }),
  ],
  ['that is no JSON', 400, 'json-invalid', () => request('{"specversion":')],
  ['that is empty', 400, 'json-invalid', () => request('')],
  ['that is no object', 400, 'envelope-invalid', () => request('null')],
  ['that is a list', 400, 'envelope-invalid', () => request([started])],
  ['without a time', 400, 'envelope-invalid', () => request({ ...started, time: undefined })],
  [
    'of another tenant than its sender',
    403,
    'tenant-differs',
    () => request({ ...started, tenantid: 'other-clinic' }),
  ],
  [
    'of a type that only Vigil states',
    403,
    'type-reserved',
    () => request({ ...exampleOf('session.cleared.v1'), tenantid: 'clinic' }),
  ],
  ['of an unknown type', 422, 'type-unknown', () => request({ ...started, type: 'session.imagined.v1' })],
  ['of an unknown version', 422, 'type-unknown', () => request({ ...started, type: 'session.started.v2' })],
  [
    'whose data break the contract',
    422,
    'data-invalid',
    () => request(withData('session.started.v1', { sessionId: 'a person called X' })),
  ],
  [
    'whose roster names nobody',
    422,
    'data-invalid',
    () => request(withData('roster.published.v1', { tiers: [{ staffIds: [], answerWithinSeconds: 60 }] })),
  ],
];

describe('an event', () => {
  test.each(refusals)(
    '%s is refused with %i %s: nothing is sealed, nothing is published',
    async (_, status, code, sent) => {
      const { send, published, records, log } = intake();
      const answer = await send(sent());
      expect(answer).toMatchObject({
        status,
        contentType: 'application/problem+json',
        body: { type: `urn:vigil:problem:${code}`, status, code, title: expect.any(String) as string },
      });
      expect(published).toEqual([]);
      expect(records.all).toEqual([]);
      expect(log.lines).toEqual([{ code: 'event-refused', fields: { problem: code } }]);
      expect(JSON.stringify(answer.body)).not.toContain('a person called X');
    },
  );

  test('of exactly the largest size is weighed by its data, not its bytes', async () => {
    const { send } = intake();
    const answer = await send(request(ofSize(maxEventBytes)));
    expect(answer.body).toMatchObject({ code: 'data-invalid', errors: [{ path: 'data.content' }] });
  });

  test('signed over other bytes that mean the same is refused: the signature is of the bytes', async () => {
    const { send, published } = intake();
    const signed = request(started);
    expect((await send({ ...signed, body: `${signed.body ?? ''} ` })).body['code']).toBe('signature-invalid');
    expect(published).toEqual([]);
  });

  test('that brings a record with an id that another event has used is refused with 409', async () => {
    const { send, published, records } = intake();
    await send(request(submitted));
    const other = { ...submitted, id: 'evt-other', data: { ...submitted.data, content: 'Another note.' } };
    expect(await send(request(other))).toMatchObject({ status: 409, body: { code: 'record-exists' } });
    expect(published).toHaveLength(1);
    expect(records.all).toMatchObject([{ eventId: `urn:example:platform|${submitted.id}` }]);
  });
});

describe('an event of a client who does not take part in the session', () => {
  const planned: Session = {
    sessionId: 'session-5501',
    clientId: 'client-7f3a',
    scheduled: {
      at: now,
      eventId: 'plan',
      clinicianId: 'clinician-21',
      startsAt: now,
      participantIds: ['client-7f3a', 'client-81c2'],
    },
  };
  const known = { sessionOf: () => Promise.resolve<Session | undefined>(planned) };
  const eventOf = (type: string, data: Record<string, unknown>) => {
    const base = exampleOf(type) as { data: Record<string, unknown> };
    return { ...base, data: { ...base.data, ...data } };
  };
  const stranger = { clientId: 'client-other' };

  test.each([
    'session.checked-in.v1',
    'session.started.v1',
    'session.resumed.v1',
    'session.ended.v1',
    'session.cancelled.v1',
  ])('%s is refused with 409, and nothing is published or sealed', async (type) => {
    const { send, published, records } = intake();
    const answer = await send(request(eventOf(type, stranger)), known);
    expect(answer).toMatchObject({ status: 409, body: { code: 'client-not-participant' } });
    expect(published).toEqual([]);
    expect(records.all).toEqual([]);
    for (const clientId of ['client-7f3a', 'client-81c2'])
      expect((await send(request(eventOf(type, { clientId })), known)).status).toBe(202);
  });

  test('is taken where it tells of danger', async () => {
    const { send } = intake();
    for (const type of [
      'session.connection-lost.v1',
      'session.missed.v1',
      'session.break-glass-invoked.v1',
      'risk.flagged.v1',
    ])
      expect((await send(request(eventOf(type, stranger)), known)).status, type).toBe(202);
  });

  test('is taken where nothing is planned, or what is known cannot be read: a fact says later that it had no effect', async () => {
    const { send, log } = intake();
    const event = request(eventOf('session.checked-in.v1', stranger));
    const { scheduled: _, ...unplanned } = planned;
    expect((await send(event, { sessionOf: () => Promise.resolve(unplanned) })).status).toBe(202);
    expect((await send(event, { sessionOf: () => Promise.reject(new Error('away')) })).status).toBe(202);
    expect(log.lines.map(({ code }) => code)).toContain('participants-not-read');
  });

  test('plans no session that belongs to another client', async () => {
    const { send } = intake();
    const plan = { ...stranger, kind: 'couple' };
    const hijack = eventOf('session.scheduled.v1', {
      ...plan,
      participantIds: ['client-other', 'client-new'],
    });
    expect(await send(request(hijack), known)).toMatchObject({
      status: 409,
      body: { code: 'session-of-other-client' },
    });
    const joined = eventOf('session.scheduled.v1', {
      ...plan,
      participantIds: ['client-other', 'client-7f3a'],
    });
    expect((await send(request(joined), known)).status).toBe(202);
  });
});

describe('an addendum', () => {
  const addendum = (data: object) => ({
    ...submitted,
    id: 'evt-addendum',
    data: { ...submitted.data, recordId: 'note-3308', addendumTo: submitted.data['recordId'], ...data },
  });

  test('is taken beside the record that it corrects, and again where that is purged meanwhile', async () => {
    const { send, records } = intake();
    await send(request(submitted));
    expect((await send(request(addendum({})))).status).toBe(202);
    expect(records.all.map(({ recordId }) => recordId)).toEqual(['note-3307', 'note-3308']);
    const left = records.all.filter(({ recordId }) => recordId === 'note-3308');
    const get: typeof records.get = ({ recordId }) =>
      Promise.resolve(left.find((record) => record.recordId === recordId));
    expect((await send(request(addendum({})), { records: { ...records, get } })).status).toBe(202);
  });

  test.each<[string, object, string]>([
    ['to a record that is not there', { addendumTo: 'note-nowhere' }, 'addendum-target-unknown'],
    ['to a record of another client', { clientId: 'client-other' }, 'addendum-target-unknown'],
    ['filed under another class', { recordClass: 'psychotherapy-note' }, 'addendum-of-another-class'],
    ['to itself', { addendumTo: 'note-3308' }, 'addendum-to-itself'],
  ])('%s is refused, and nothing of it is kept', async (_, data, code) => {
    const { send, published, records } = intake();
    await send(request(submitted));
    expect(await send(request(addendum(data)))).toMatchObject({ status: 409, body: { code } });
    expect(published).toHaveLength(1);
    expect(records.all).toHaveLength(1);
  });

  test('to a record whose time is over is refused, although DynamoDB has not deleted that yet', async () => {
    const { send, records } = intake();
    await send(request(submitted));
    const get: typeof records.get = async (key) => {
      const record = await records.get(key);
      const retention = { status: 'until', expiresAt: now, won: 'x', rules: [], policyVersion: '1' } as const;
      return record && { ...record, retention };
    };
    const answer = await send(request(addendum({})), { records: { ...records, get } });
    expect(answer.body['code']).toBe('addendum-target-unknown');
  });
});

describe('the answer to data that break the contract', () => {
  test('names each place and what is expected there, and never what was sent', async () => {
    const { send } = intake();
    const data = {
      birthDate: 'the first of May',
      emergencyContactPhone: '0800 SECRET',
      jurisdiction: 'California',
    };
    const { body } = await send(request(withData('client.registered.v1', data)));
    const errors = body['errors'] as { path: string; message: string }[];
    expect(errors.map(({ path }) => path).sort()).toEqual([
      'data.birthDate',
      'data.emergencyContactPhone',
      'data.jurisdiction',
    ]);
    for (const { message } of errors) expect(message.length).toBeGreaterThan(5);
    for (const value of Object.values(data)) expect(JSON.stringify(body)).not.toContain(value);
  });

  test('names the place within a list', async () => {
    const { send } = intake();
    const tiers = [{ staffIds: ['staff-ada', 'a person called X'], answerWithinSeconds: 60 }];
    const { body } = await send(request(withData('roster.published.v1', { tiers })));
    expect(body['errors']).toMatchObject([{ path: 'data.tiers.0.staffIds.1' }]);
  });

  test('names no value either where the keys are what is personal', async () => {
    const { send } = intake();
    const { body } = await send(
      request(withData('roster.published.v1', { phones: { 'Jane Doe': '+12025550111' } })),
    );
    expect(body['errors']).toMatchObject([{ path: 'data.phones' }]);
    expect(JSON.stringify(body)).not.toContain('Jane Doe');
  });

  test('names the tier that is given longer to answer than the policy allows, and the limit', async () => {
    const { send } = intake();
    const plans = [{ planId: 'p', tiers: [{ staffIds: ['staff-ada'], answerWithinSeconds: 1801 }] }];
    const { body } = await send(request(withData('roster.published.v1', { plans })));
    expect(body['errors']).toEqual([
      {
        path: 'data.plans.0.tiers.0.answerWithinSeconds',
        message: 'must be at most 1800 seconds, by the policy',
      },
    ]);
  });

  test('names ten places at most', async () => {
    const { send } = intake();
    const staffIds = Array.from({ length: 50 }, () => 'not an id');
    const { body } = await send(
      request(withData('roster.published.v1', { tiers: [{ staffIds, answerWithinSeconds: 60 }] })),
    );
    expect(body['errors']).toHaveLength(10);
  });

  test('names whose phone Vigil cannot page, without the number', async () => {
    const { send, published } = intake();
    const { phones } = exampleOf('roster.published.v1')['data'] as { phones: Record<string, string> };
    const own = '+12025550100';
    const { status, body } = await send(
      request(withData('roster.published.v1', { phones: { ...phones, 'staff-bea': own } })),
    );
    expect(status).toBe(422);
    expect(body['errors']).toEqual([
      { path: 'data.phones.staff-bea', message: 'is the number that Vigil texts from' },
    ]);
    expect(JSON.stringify(body)).not.toContain(own);
    expect(published).toEqual([]);
  });

  test('says what the roster lacks where one of its staff has no phone', async () => {
    const { send } = intake();
    const { body } = await send(
      request(
        withData('roster.published.v1', {
          phones: { 'staff-ada': '+12025550111' },
          standbyStaffIds: ['staff-ada'],
        }),
      ),
    );
    expect(body['errors']).toEqual([
      { path: 'data.tiers.1.staffIds', message: 'names somebody who has no phone' },
    ]);
  });
});

describe('a tenant that is not active', () => {
  const scheduled = exampleOf('session.scheduled.v1');
  const panic = exampleOf('risk.flagged.v1');
  const batch = { 'content-type': 'application/cloudevents-batch+json' };
  const standing = (is: Standing) => ({ standingOf: () => Promise.resolve(is) });

  test.each(['suspended', 'leaving'] as const)('is refused new sessions while it is %s', async (is) => {
    const { send, published } = intake();
    expect(await send(request(scheduled), standing(is))).toMatchObject({
      status: 403,
      body: { code: 'tenant-not-active' },
    });
    expect(published).toEqual([]);
  });

  test.each(['suspended', 'leaving', 'unconfirmed'] as const)('calls for help while it is %s', async (is) => {
    const { send, published } = intake();
    expect((await send(request(panic), standing(is))).status).toBe(202);
    expect(published.map(({ type }) => type)).toEqual(['risk.flagged.v1']);
  });

  test('gets the help of a batch through that has a new session in it, too', async () => {
    const { send, published } = intake();
    const answer = await send(request([scheduled, panic], { headers: batch }), standing('suspended'));
    expect(answer).toMatchObject({
      status: 207,
      body: { refused: [{ index: 0, problem: { code: 'tenant-not-active' } }] },
    });
    expect(published.map(({ type }) => type)).toEqual(['risk.flagged.v1']);
  });

  test('is refused everything, with a reason, once it is removed', async () => {
    const { send, published } = intake();
    const gone = { secretsOf: () => Promise.resolve('removed' as const) };
    expect(await send(request(panic), gone)).toMatchObject({ status: 410, body: { code: 'tenant-removed' } });
    expect(published).toEqual([]);
  });
});

describe('a fault of ours', () => {
  const fault = () => Promise.reject(new Error('the table said: a person called X'));

  test.each([
    ['the secrets', { secretsOf: fault }],
    ['the vault', { vault: { ...memoryVault, seal: fault } }],
    ['the records', { records: { ...memoryRecords(), add: fault } }],
    ['the bus', { bus: { publish: fault } }],
  ])('in %s asks the sender to send the same event again, and tells no details', async (_, broken) => {
    const { send, published, log } = intake();
    expect(await send(request(submitted), broken)).toMatchObject({
      status: 503,
      body: { code: 'try-again' },
    });
    expect(published).toEqual([]);
    expect(log.lines).toEqual([{ code: 'event-not-accepted', fields: { error: 'Error' } }]);
  });

  test('after the record was sealed is repaired by sending the same event again', async () => {
    const { send, published, records } = intake();
    await send(request(submitted), { bus: { publish: fault } });
    expect((await send(request(submitted))).status).toBe(202);
    expect(records.all).toHaveLength(1);
    expect(published).toHaveLength(1);
  });
});
