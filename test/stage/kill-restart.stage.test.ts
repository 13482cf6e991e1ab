import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { furnish, openClinic, people, phones } from '../../demo/clinic.ts';
import { riskFlagged } from '../../events/risk.ts';

let dataDir: string;
let running: ChildProcess | undefined;

/** Starts a stage in a process of its own, on what the one before left behind. */
const start = async () => {
  running = spawn(process.execPath, ['local/main.ts', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (running.stdout === null) throw new Error('no output');
  const [line] = (await once(createInterface(running.stdout), 'line')) as [string];
  return openClinic(/http:\S+/.exec(line)?.[0] ?? '');
};

const kill = async () => {
  running?.kill('SIGKILL');
  if (running !== undefined) await once(running, 'exit');
  running = undefined;
};

/** What a phone was paged with; it shows other texts from before the stage was killed, too. */
const pagesOn = async (clinic: Awaited<ReturnType<typeof start>>, number: string) =>
  (await clinic.textsOn(number)).filter((text) => text.includes('urgent'));

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigil-stage-'));
});

afterEach(async () => {
  await kill();
  rmSync(dataDir, { recursive: true, force: true });
});

it('an escalation goes on after the stage was killed in the middle of it', async () => {
  const before = await start();
  await furnish(before);
  await before.state(riskFlagged, { clientId: people.clientId, trigger: 'panic-clinician' });
  expect(await before.textsOn(phones.ada)).toHaveLength(1);
  await kill();

  const after = await start();
  await after.stage.advance('PT5M');
  const [page = ''] = await pagesOn(after, phones.bea);
  expect(page).toContain('urgent');
  await after.stage.reply(phones.bea, `${/\d{4}/.exec(page)?.[0] ?? ''} Y`);
  await after.stage.idle();
  expect((await after.textsOn(phones.bea)).at(-1)).toContain('it is yours');
  expect(await pagesOn(after, phones.ada), 'nobody was paged twice').toHaveLength(1);
});

it('a page that was under way when everything died goes out after all', async () => {
  const before = await start();
  await furnish(before);
  // The process that sends dies with the page unsent: the invocation never ends and nothing is recorded.
  await before.stage.addFault({
    service: 'sns',
    operation: 'Publish',
    nth: '*',
    when: 'before',
    error: 'InternalError',
  });
  const { client } = before;
  await client.sendEvent(riskFlagged, { clientId: people.clientId, trigger: 'panic-clinician' });
  await kill();

  const after = await start();
  await after.stage.advance('PT3M');
  expect((await after.textsOn(phones.ada)).length).toBeGreaterThan(0);
});
