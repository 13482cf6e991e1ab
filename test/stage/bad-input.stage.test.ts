import { Webhook } from 'standardwebhooks';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signedRequest } from '../../client/index.ts';
import { people, phones, readWebhookSecret } from '../../demo/clinic.ts';
import { riskFlagged } from '../../events/risk.ts';
import { useClinic } from './open-stage.ts';

const clinic = useClinic();
let secret: string;

interface Spoiled {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Signs what is sent, whatever it is; else the signature of the sound request stays. */
  readonly signed?: boolean;
  readonly time?: Date;
}

/** A sound request with something wrong in it. */
const send = async ({ headers = {}, body, signed = true, time }: Spoiled) => {
  const { stage } = clinic();
  const at = time ?? (await stage.now());
  const sound = signedRequest(
    { url: stage.url, tenantId: 'demo-clinic', secret, source: 'urn:example:platform' },
    riskFlagged,
    { clientId: people.clientId, trigger: 'panic-clinician' },
    { id: 'evt-bad', time: at, sentAt: at },
  );
  const sent = body ?? sound.body;
  const signature = signed ? { 'webhook-signature': new Webhook(secret).sign('evt-bad', at, sent) } : {};
  const response = await fetch(sound.url, {
    method: 'POST',
    headers: { ...sound.headers, ...signature, ...headers },
    body: sent,
  });
  await stage.idle();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    ...((await response.json()) as object),
  };
};

const event = (change: object): string =>
  JSON.stringify({
    specversion: '1.0',
    id: 'evt-bad',
    source: 'urn:example:platform',
    type: 'risk.flagged.v1',
    time: '2027-03-01T10:00:00Z',
    data: { clientId: people.clientId, trigger: 'panic-clinician' },
    ...change,
  });

describe('an event that cannot be taken is refused with a reason', () => {
  beforeAll(async () => {
    secret = await readWebhookSecret(clinic().stage.url, 'demo-clinic');
  });

  afterEach(async () => {
    const { stage } = clinic();
    expect(await stage.events(), 'nothing on the bus').toEqual([]);
    for (const table of ['State', 'Records', 'Keys', 'Ledger']) {
      const rows = (await stage.rows(table)).filter(({ pk }) => !String(pk).startsWith('tenant#'));
      expect(rows, `nothing in ${table}`).toEqual([]);
    }
  });

  it.each<[string, Spoiled, number, string]>([
    [
      'a wrong signature',
      { signed: false, headers: { 'webhook-signature': 'v1,AAAA' } },
      401,
      'signature-invalid',
    ],
    ['no signature', { signed: false, headers: { 'webhook-signature': '' } }, 401, 'signature-invalid'],
    ['a signature for other bytes', { signed: false, body: event({}) }, 401, 'signature-invalid'],
    ['a stale timestamp', { time: new Date('2020-01-01T00:00:00Z') }, 401, 'timestamp-stale'],
    ['a timestamp of the future', { time: new Date('2099-01-01T00:00:00Z') }, 401, 'timestamp-stale'],
    ['an unknown tenant', { headers: { 'vigil-tenant': 'nobody' } }, 401, 'tenant-unknown'],
    [
      'another tenant than the signature is of',
      { headers: { 'vigil-tenant': 'demo-school' } },
      401,
      'signature-invalid',
    ],
    ['a tenant that is no id', { headers: { 'vigil-tenant': '../webhook' } }, 401, 'tenant-unknown'],
    ['invalid JSON', { body: '{"specversion":"1.0",' }, 400, 'json-invalid'],
    ['JSON that is no event', { body: '[]' }, 400, 'envelope-invalid'],
    ['no time', { body: event({ time: undefined }) }, 400, 'envelope-invalid'],
    ['an unknown type', { body: event({ type: 'risk.imagined.v1' }) }, 422, 'type-unknown'],
    ['an unknown version', { body: event({ type: 'risk.flagged.v99' }) }, 422, 'type-unknown'],
    ['a fact that only Vigil states', { body: event({ type: 'incident.closed.v1' }) }, 403, 'type-reserved'],
    [
      'a tenant in the event that is not the sender',
      { body: event({ tenantid: 'demo-school' }) },
      403,
      'tenant-differs',
    ],
    [
      'data that break the contract',
      { body: event({ data: { clientId: 'Jane Example' } }) },
      422,
      'data-invalid',
    ],
    ['an oversized body', { body: event({ data: { filler: 'x'.repeat(300_000) } }) }, 413, 'event-too-large'],
    ['another content type', { headers: { 'content-type': 'text/plain' } }, 415, 'content-type-unknown'],
  ])('%s', async (_, spoiled, status, code) => {
    const answer = await send(spoiled);
    expect(answer).toMatchObject({ status, code, type: expect.stringContaining(':') as unknown });
  });

  it('names the place of the mistake and not what was sent', async () => {
    const answer = await send({ body: event({ data: { clientId: 'Jane Example', trigger: 'mood' } }) });
    expect(answer).toMatchObject({
      errors: [
        { path: 'data.clientId', message: expect.stringContaining('opaque id') as unknown },
        { path: 'data.trigger', message: expect.stringContaining('expected') as unknown },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('Jane');
    expect(JSON.stringify(await clinic().stage.logs())).not.toContain('Jane');
  });
});

describe('the same event again', () => {
  it('changes nothing, however often it comes', async () => {
    const { stage, client } = clinic();
    const time = await stage.now();
    const panic = { clientId: people.clientId, trigger: 'panic-client' } as const;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await client.sendEvent(riskFlagged, panic, { id: 'evt-panic', time });
      await stage.idle();
    }
    const opened = await stage.events('incident.opened.v1');
    expect(opened).toHaveLength(1);
    expect((await stage.phones()).filter(({ number }) => number === phones.ada)).toEqual([]);
  });
});
