import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { furnish } from '../../demo/clinic.ts';
import { useClinic } from '../stage/open-stage.ts';

const clinic = useClinic();
const page = readFileSync('docs/quickstart.md', 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))]
    .map(([, code]) => code)
    .join('\n');

const missing = (...commands: string[]) =>
  commands.some((command) => spawnSync(command, ['--help']).error !== undefined);

/** Not the synchronous call: the stage answers from this process. */
const run = async (command: string, args: string[]) => {
  const env = { ...process.env, VIGIL: clinic().stage.url };
  const { stdout, stderr } = await promisify(execFile)(command, args, { env });
  return stdout + stderr;
};

beforeAll(() => furnish(clinic()));

test.skipIf(missing('python3'))('the Python script clears a session and gets a page', async () => {
  const printed = await run('python3', ['-c', blocks('python')]);
  expect(printed).toContain('mayStart: False because not-checked-in');
  expect(printed).toContain('mayStart: True decision: cleared-with-warnings');
  expect(printed).toMatch(/^Ada's phone: VIGIL \d{4}: CRITICAL, urgent, somebody needs you now/m);
});

test.skipIf(missing('curl', 'openssl'))(
  'the curl commands clear a session, get a page and take it',
  async () => {
    const printed = await run('sh', ['-c', blocks('sh')]);
    expect(printed.match(/"status":"accepted".* 202$/gm)).toHaveLength(7);
    expect(printed).toContain('"mayStart":false,"reason":"not-checked-in"');
    expect(printed).toContain('"mayStart":true');
    expect(printed).toMatch(/^VIGIL \d{4}: CRITICAL/m);
    expect(printed).toMatch(/^VIGIL \d{4}: it is yours/m);
  },
);
