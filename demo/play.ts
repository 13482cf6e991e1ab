/** Plays one scenario on a stage of its own. `demo/main.ts` starts one process for each. */
import { startStage } from '../local/stage.ts';
import { assemblyWith } from './assembly.ts';
import { openClinic } from './clinic.ts';
import { failureLog } from './failure-log.ts';
import { scenarios, settingsOf } from './scenarios.ts';
import { createStory } from './story.ts';

const name = process.argv[2] ?? '';
const scenario = scenarios[name];
if (scenario === undefined) throw new Error(`There is no scenario ${name}`);

const started = performance.now();
// On the day of the weekly drill its texts would mix with those that a scenario counts.
const pausedSchedules = name === 'drill' ? [] : ['start-drill'];
const assembly = assemblyWith(settingsOf[name]);
const stage = await startStage({ assembly: assembly.directory, environments: 24, pausedSchedules });
try {
  const clinic = await openClinic(stage.url);
  const story = createStory(clinic.stage.now, console.log);
  let thrown: unknown;
  try {
    await scenario(clinic, story);
  } catch (error) {
    thrown = error;
    console.log(`  ✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (thrown === undefined && story.failures.length === 0) console.log(`  played in ${seconds} s`);
  else {
    if (story.failures.length > 0) console.log(`  ${String(story.failures.length)} expectations failed`);
    console.log(['  What the stage logged:', ...failureLog(await clinic.stage.logs())].join('\n'));
    process.exitCode = 1;
  }
} finally {
  await stage.close();
  assembly.remove();
}
