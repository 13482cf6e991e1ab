import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const folder = mkdtempSync(join(tmpdir(), 'vigil-cli-'));
const files = {
  empty: join(folder, 'empty.json'),
  jwks: join(folder, 'jwks.json'),
  broken: join(folder, 'broken.json'),
  forged: join(folder, 'forged.jws'),
};
beforeAll(() => {
  writeFileSync(files.empty, '{}');
  writeFileSync(files.jwks, '{"keys":[]}');
  writeFileSync(files.broken, '{"keys":');
  writeFileSync(files.forged, 'e30.e30.AAAA');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The built command in a process of its own, against an endpoint where nothing listens. */
const vigil = (...words: readonly string[]) =>
  new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const env = {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    execFile(process.execPath, ['dist/cli/vigil.mjs', ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });

const commands = [
  'verify',
  'verify-certificate',
  'verify-access-export',
  'reapply',
  'import-calendar',
  'tenant',
  'tenant add',
  'tenant suspend',
  'tenant resume',
  'tenant remove',
  'tenant list',
  'endpoint',
  'endpoint add',
  'endpoint rotate',
  'endpoint list',
  'endpoint test',
  'sign',
];
const deployment = ['--stage', 'local', '--state', 'State'];

test.each([
  ['vigil', '--help'],
  ...commands.map((command) => [`vigil ${command}`, ...command.split(' '), '--help']),
])('%s explains itself on stdout, with its exit codes', async (name, ...words) => {
  const { code, stdout, stderr } = await vigil(...words);
  expect(stdout).toContain(`Usage: ${name} `);
  expect(stdout).toMatch(/0 {2}all is well\n {2}1 {2}.+\n {2}2 {2}.+\n {2}3 {2}/);
  expect([code, stderr]).toEqual([0, '']);
});

test('vigil --version is the version of the package', async () => {
  expect(await vigil('--version')).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

describe('a mistake is one sentence on stderr, and exit code 2', () => {
  test.each([
    ['no command', [], /Usage: vigil/],
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    [
      'an unknown option',
      ['verify', files.empty, '--jwks', files.jwks, '--frobnicate'],
      /unknown option '--frobnicate'/,
    ],
    ['a missing option', ['verify', files.empty], /required option '--jwks <file>'/],
    [
      'a missing file',
      ['verify', 'nowhere', '--jwks', files.jwks],
      /nowhere cannot be read: there is no such/,
    ],
    ['a folder', ['verify', folder, '--jwks', files.jwks], /cannot be read: it is a folder/],
    ['broken JSON', ['verify', files.empty, '--jwks', files.broken], /broken\.json is not JSON/],
    ['another JSON', ['verify', files.empty, '--jwks', files.empty], /is not a JSON Web Key Set/],
    ['a deployment that is not named', ['tenant', 'list'], /required option '--stage <name>'/],
    ['an id that is none', ['tenant', 'add', 'Jane Doe', ...deployment], /"Jane Doe" is no tenant id/],
    [
      'a name that discloses care',
      [
        ...['tenant', 'add', 'hillside', ...deployment, '--name', 'HillsideClinic'],
        '--language',
        'en',
        '--zone',
        'UTC',
      ],
      /--name must not disclose care/,
    ],
    [
      'half a profile',
      ['tenant', 'add', 'hillside', ...deployment, '--name', 'Hillside'],
      /--name, --language and --zone belong together/,
    ],
    [
      'an unknown time zone',
      [
        ...['tenant', 'add', 'hillside', ...deployment, '--name', 'Hillside'],
        '--language',
        'en',
        '--zone',
        'Mars/X',
      ],
      /--zone is not an IANA time zone/,
    ],
    [
      'a reason of its own',
      ['tenant', 'suspend', 'hillside', ...deployment, '--reason', 'mood'],
      /Allowed choices are agreement, payment, security, request/,
    ],
    [
      'an unknown provider',
      ['endpoint', 'add', 'hillside', 'fax', ...deployment],
      /there is no provider "fax"; there are zoom, /,
    ],
    [
      'an unknown setting',
      ['endpoint', 'add', 'hillside', 'zoom', ...deployment, '--set', 'tenant=other'],
      /--set takes name=value; the names are toleranceSeconds/,
    ],
    [
      'an address that is none',
      ['endpoint', 'test', 'nowhere', 'zoom', 'endpoint-1'],
      /is the address of the API, such as https:/,
    ],
    ['nobody who signs', ['sign', files.empty], /VIGIL_TENANT and VIGIL_SECRET must say/],
    [
      'a number out of range',
      ['import-calendar', files.empty, files.empty, 'main', '--days', '0'],
      /--days is a number from 1 to 366/,
    ],
  ])('%s', async (_, words, said) => {
    const { code, stdout, stderr } = await vigil(...words);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([code, stdout]).toEqual([2, '']);
  });
});

test('what does not hold is exit code 1, and with --json one object on stdout', async () => {
  const forged = ['verify-certificate', files.forged, '--jwks', files.jwks];
  const { code, stderr } = await vigil(...forged);
  expect([code, stderr]).toEqual([1, `${files.forged}: the signature does not hold\n`]);
  const machine = await vigil(...forged, '--json');
  expect([machine.code, JSON.parse(machine.stdout)]).toEqual([1, { outcome: 'broken', fault: 'forged' }]);
});

test('a service that cannot be reached is exit code 3', async () => {
  const { code, stderr } = await vigil('reapply', '--state', 'State', '--records', 'Records');
  expect(stderr).toMatch(/AWS cannot be reached/);
  expect(code).toBe(3);
  const added = await vigil('tenant', 'list', ...deployment);
  expect([added.code, added.stderr]).toEqual([3, expect.stringMatching(/AWS cannot be reached/)]);
  const tested = await vigil('endpoint', 'test', 'http://127.0.0.1:9', 'zoom', 'endpoint-1');
  expect([tested.code, tested.stderr]).toEqual([3, expect.stringMatching(/cannot be reached/)]);
});
