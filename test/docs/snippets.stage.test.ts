import { execFile } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { furnish, people, readSecret, readWebhookSecret } from '../../demo/clinic.ts';
import { useClinic } from '../stage/open-stage.ts';
import { snippets } from './snippets.ts';

const clinic = useClinic();
let environment: Record<string, string>;

beforeAll(async () => {
  await furnish(clinic());
  const { url } = clinic().stage;
  environment = {
    VIGIL_URL: url,
    VIGIL_SECRET: await readWebhookSecret(url, 'demo-clinic'),
    VIGIL_PROVIDER_ID_KEY: (await readSecret(url, 'provider-ids/demo-clinic'))['key'] ?? '',
  };
});

/** Runs a program as its reader would: in the repository, with its settings in the environment. */
const run = (code: string) =>
  new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const env = { ...process.env, ...environment };
    const args = ['--input-type=module-typescript', '--eval', code];
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, said: (stdout + stderr).trim() });
    });
  });

test.each(snippets)('the snippet at $place runs against a Vigil that runs', async ({ code }) => {
  expect(await run(code)).toMatchObject({ code: 0 });
  await clinic().stage.idle();
});

test('what the snippets sent has its consequences: an incident, and a session that is known', async () => {
  const opened = await clinic().stage.events('incident.opened.v1');
  expect(opened.map(({ detail }) => detail.data)).toMatchObject([{ clientId: people.clientId }]);
  expect(await clinic().stage.events('session.scheduled.v1')).toHaveLength(1);
});
