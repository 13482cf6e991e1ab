import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { vigilClient } from '../../client/index.ts';
import { openClinic, people, readSecret, readWebhookSecret } from '../../demo/clinic.ts';
import { zoomHeaders } from '../../demo/providers.ts';
import { tenantsAt } from '../../demo/tenants.ts';
import { clinicianRegistered } from '../../events/clinician.ts';
import { riskFlagged } from '../../events/risk.ts';
import { schedules, useClinic } from './open-stage.ts';

const clinic = useClinic({ pausedSchedules: [...schedules.presence, ...schedules.clearance] });
const folder = mkdtempSync(join(tmpdir(), 'vigil-tenancy-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command as an operator runs it, against the stage. */
const vigil = async (
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Said> => {
  const { stage } = clinic();
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: stage.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'LOCALROOT',
    AWS_SECRET_ACCESS_KEY: 'local',
    VIGIL_STAGE: 'local',
    VIGIL_STATE_TABLE: (await stage.outputs())['StateTableName'] ?? '',
    ...more,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli/vigil.mjs', ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
};
const json = ({ stdout }: Said) => JSON.parse(stdout) as Record<string, unknown>;

const licence = {
  jurisdiction: 'US-CA',
  licenceType: 'psychologist',
  validFrom: '2020-01-01T00:00:00Z',
  validUntil: '2045-01-01T00:00:00Z',
};
const administers = { clinicianId: 'clinician-1', licences: [licence] };
const panic = { clientId: people.clientId, trigger: 'panic-clinician' } as const;
const codeOf = (sent: object): unknown =>
  (sent as { readonly problem?: { readonly code?: string } }).problem?.code ??
  (sent as { status: string }).status;

/** As the tenant's platform, with the secret of the deployment. */
const openedAs = async (tenantId: string) => (await openClinic(clinic().stage.url, tenantId)).client;

test('vigil sign makes a request that is accepted', async () => {
  const { stage } = clinic();
  const file = join(folder, 'event.json');
  const event = { specversion: '1.0', id: 'evt-signed', source: 'urn:example:cli', type: riskFlagged.type };
  writeFileSync(file, JSON.stringify({ ...event, time: (await stage.now()).toISOString(), data: panic }));
  const secret = await readWebhookSecret(stage.url, 'demo-clinic');
  const signer = { VIGIL_TENANT: 'demo-clinic', VIGIL_SECRET: secret };
  // First of all tests: the command's clock is not the one that they turn.
  const signed = json(await vigil(['sign', file, '--json'], signer)) as { headers: Record<string, string> };
  expect(signed.headers).toMatchObject({
    'content-type': 'application/cloudevents+json',
    'vigil-tenant': 'demo-clinic',
  });
  const accepted = await fetch(`${stage.url}/v1/events`, {
    method: 'POST',
    headers: signed.headers,
    body: readFileSync(file),
  });
  expect(accepted.status).toBe(202);
  await stage.idle();
  expect((await vigil(['sign', file, '--url', 'https://api.example.org'], signer)).stdout).toMatch(
    /^curl -i 'https:\/\/api\.example\.org\/v1\/events' \\\n {2}-H '/,
  );
  const unsigned = await vigil(['sign', file]);
  expect([unsigned.code, unsigned.stderr]).toEqual([2, expect.stringContaining('VIGIL_TENANT')]);
});

describe('a tenant', () => {
  test('comes and goes by the command line, without a deployment', async () => {
    const { stage } = clinic();
    const options = { url: stage.url, tenantId: 'hillside', source: 'urn:example:platform', now: stage.now };
    const stranger = vigilClient({ ...options, secret: 'c29tZWJvZHkgZWxzZSBlbnRpcmVseQ==', attempts: 1 });
    expect(codeOf(await stranger.sendEvent(riskFlagged, panic))).toBe('tenant-unknown');

    const add = [
      'tenant',
      'add',
      'hillside',
      '--name',
      'Hillside',
      '--language',
      'en',
      '--zone',
      'America/Chicago',
    ];
    const added = await vigil([...add, '--json']);
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(json(added)).toMatchObject({
      outcome: 'done',
      status: 'active',
      profile: { displayName: 'Hillside' },
    });
    const secret = await readWebhookSecret(stage.url, 'hillside');
    // A run that died is repeated, and the tenant's secret stays.
    expect((await vigil(add)).code).toBe(0);
    expect(await readWebhookSecret(stage.url, 'hillside')).toBe(secret);
    const client = await openedAs('hillside');
    expect(codeOf(await client.sendEvent(clinicianRegistered, administers))).toBe('accepted');

    expect((await vigil(['tenant', 'suspend', 'hillside', '--reason', 'payment'])).code).toBe(0);
    await stage.advance('PT1M');
    expect(codeOf(await client.sendEvent(clinicianRegistered, administers))).toBe('tenant-not-active');
    expect(codeOf(await client.sendEvent(riskFlagged, panic))).toBe('accepted');
    await stage.idle();

    expect(json(await vigil(['tenant', 'resume', 'hillside', '--json']))).toMatchObject({ status: 'active' });
    await stage.advance('PT1M');
    expect(codeOf(await client.sendEvent(clinicianRegistered, administers))).toBe('accepted');

    const listed = await vigil(['tenant', 'list']);
    expect(listed.stdout).toMatch(
      /^demo-clinic\tactive\t-\t0 endpoints\ndemo-school\t.*\nhillside\tactive\tHillside\t/,
    );

    const announced = await vigil(['tenant', 'remove', 'hillside']);
    expect(announced.stdout).toMatch(/^hillside: leaving; calls for help are answered until /);
    const early = await vigil(['tenant', 'remove', 'hillside']);
    expect([early.code, early.stderr]).toEqual([
      1,
      'refused: hillside: the tenant is served until its hand-over; run the command again afterwards\n',
    ]);
    await stage.idle();
  });

  test('that is removed is refused, and its secrets are gone, while others go on', async () => {
    const { stage } = clinic();
    const tenants = async () => tenantsAt(stage);
    await (await tenants()).add('lakeside', { returning: false });
    const client = await openedAs('lakeside');
    expect(codeOf(await client.sendEvent(clinicianRegistered, administers))).toBe('accepted');
    await (await tenants()).announceLeave('lakeside', (await stage.now()).toISOString());
    expect(await (await tenants()).remove('lakeside')).toMatchObject({ outcome: 'done' });
    await stage.advance('PT1M');
    const sent = await client.sendEvent(riskFlagged, panic);
    expect(sent).toMatchObject({ status: 'refused', httpStatus: 410, problem: { code: 'tenant-removed' } });
    await expect(readSecret(stage.url, 'webhook/lakeside')).rejects.toThrow(/marked for deletion/);
    await expect(readSecret(stage.url, 'standby/lakeside')).rejects.toThrow(/marked for deletion/);
    // Its records are found by the ids of its providers until they expire.
    expect(await readSecret(stage.url, 'provider-ids/lakeside')).toHaveProperty('key');
    expect(codeOf(await clinic().client.sendEvent(clinicianRegistered, administers))).toBe('accepted');

    const again = await vigil(['tenant', 'add', 'lakeside']);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('add --returning')]);
    const before = await client.sendEvent(riskFlagged, panic);
    expect(codeOf(before)).toBe('tenant-removed');
    expect((await vigil(['tenant', 'add', 'lakeside', '--returning'])).code).toBe(0);
    await stage.advance('PT5M');
    // What it signed with before may be anywhere by now.
    expect(codeOf(await client.sendEvent(clinicianRegistered, administers))).toBe('signature-invalid');
    expect(codeOf(await (await openedAs('lakeside')).sendEvent(clinicianRegistered, administers))).toBe(
      'accepted',
    );
    await stage.idle();
  });

  test('of the past stays in the digests of the ledger', async () => {
    const { stage } = clinic();
    await (await tenantsAt(stage)).add('bayside', { returning: false });
    await (await tenantsAt(stage)).announceLeave('bayside', (await stage.now()).toISOString());
    await (await tenantsAt(stage)).remove('bayside');
    await stage.idle();
    await stage.advance('PT3H');
    const digests = (await stage.rows('Ledger')).filter(({ pk }) =>
      /bayside.*digest|digest.*bayside/.test(String(pk)),
    );
    expect(digests.length).toBeGreaterThan(0);
  });
});

describe('an endpoint', () => {
  test('is added, tested and rotated by the command line', async () => {
    const { stage } = clinic();
    const add = ['endpoint', 'add', 'demo-clinic', 'zoom', '--endpoint', 'endpoint-cli', '--json'];
    const added = await vigil(add, { VIGIL_ENDPOINT_SECRET: 'first secret' });
    expect([added.code, json(added)]).toEqual([
      0,
      expect.objectContaining({ provider: 'zoom', endpointId: 'endpoint-cli' }),
    ]);
    expect((await vigil(add)).code, 'there is such an endpoint already').toBe(1);
    const post = async (secret: string) => {
      const now = await stage.now();
      const body = JSON.stringify({
        event: 'meeting.started',
        event_ts: now.getTime(),
        payload: { object: { id: '1' } },
      });
      const headers = { 'content-type': 'application/json', ...zoomHeaders(secret, body, now) };
      return (await fetch(`${stage.url}/v1/webhooks/zoom/endpoint-cli`, { method: 'POST', headers, body }))
        .status;
    };
    expect(await post('first secret')).toBeLessThan(300);

    expect((await vigil(['endpoint', 'test', stage.url, 'zoom', 'endpoint-cli'])).code).toBe(0);
    const nowhere = await vigil(['endpoint', 'test', stage.url, 'zoom', 'endpoint-none']);
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('leads to no endpoint')]);

    const rotate = ['endpoint', 'rotate', 'demo-clinic', 'zoom', 'endpoint-cli'];
    expect((await vigil(rotate, { VIGIL_ENDPOINT_SECRET: 'second secret' })).code).toBe(0);
    await stage.advance('PT10S');
    expect([await post('second secret'), await post('first secret')]).toEqual([200, 200]);
    expect((await vigil(['endpoint', 'list', 'demo-clinic'])).stdout).toMatch(
      /^\/v1\/webhooks\/zoom\/endpoint-cli\tadded \S+\trotated \S+\n$/,
    );
    await stage.idle();
  });

  test('goes with its tenant', async () => {
    const { stage } = clinic();
    await (await tenantsAt(stage)).add('riverside', { returning: false });
    const made = { provider: 'zoom', endpointId: 'endpoint-riverside' };
    await (await tenantsAt(stage)).addEndpoint('riverside', made, { current: 'a secret' });
    await (await tenantsAt(stage)).announceLeave('riverside', (await stage.now()).toISOString());
    await (await tenantsAt(stage)).remove('riverside');
    const gone = await vigil(['endpoint', 'test', stage.url, 'zoom', 'endpoint-riverside']);
    // Its secret went with it.
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringMatching(/leads to no endpoint|was removed/)]);
  });
});
