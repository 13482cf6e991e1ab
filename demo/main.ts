/** `npm run demo [-- scenario ...]`: plays scenarios against the local stage, each on a stage of its own. */
import { startStage } from '../local/stage.ts';
import { type Clinic, openClinic } from './clinic.ts';
import { consentWithdrawn } from './scenarios/consent-withdrawn.ts';
import { crisisNight } from './scenarios/crisis-night.ts';
import { drill } from './scenarios/drill.ts';
import { storm } from './scenarios/storm.ts';
import { undelivered } from './scenarios/undelivered.ts';
import { firstSession } from './scenarios/first-session.ts';
import { minorAtSchool } from './scenarios/minor-at-school.ts';
import { phq9 } from './scenarios/phq9.ts';
import { sevenYears } from './scenarios/seven-years.ts';
import { zoomSession } from './scenarios/zoom-session.ts';
import { createStory, type Story } from './story.ts';

type Scenario = (clinic: Clinic, story: Story) => Promise<void>;

const scenarios: Readonly<Record<string, Scenario>> = {
  'first-session': firstSession,
  'crisis-night': crisisNight,
  undelivered,
  storm,
  drill,
  'seven-years': sevenYears,
  'minor-at-school': minorAtSchool,
  'consent-withdrawn': consentWithdrawn,
  'zoom-session': zoomSession,
  phq9,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(scenarios, name));
if (unknown.length > 0) {
  console.error(
    `There is no scenario ${unknown.join(', ')}. There are: ${Object.keys(scenarios).join(', ')}.`,
  );
  process.exit(2);
}

const play = async (name: string, scenario: Scenario): Promise<boolean> => {
  console.log(`\n${name}`);
  const started = performance.now();
  const stage = await startStage({ assembly: 'cdk.out', environments: 24 });
  try {
    const clinic = await openClinic(stage.url);
    const story = createStory(clinic.stage.now, console.log);
    await scenario(clinic, story);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      story.failures.length === 0
        ? `  played in ${seconds} s`
        : `  ${story.failures.length} expectations failed`,
    );
    return story.failures.length === 0;
  } finally {
    await stage.close();
  }
};

let failed = 0;
for (const [name, scenario] of Object.entries(scenarios)) {
  if (names.length > 0 && !names.includes(name)) continue;
  if (!(await play(name, scenario))) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
