/** `npm run demo [-- scenario ...]`: plays scenarios against the local stage, each on a stage of its own, several at a time. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { scenarios } from './scenarios.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(scenarios, name));
if (unknown.length > 0) {
  console.error(
    `There is no scenario ${unknown.join(', ')}. There are: ${Object.keys(scenarios).join(', ')}.`,
  );
  process.exit(2);
}
const names = Object.keys(scenarios).filter((name) => asked.length === 0 || asked.includes(name));

const quietSeconds = 10;
let done = 0;
let printedAt = Date.now();
const print = (line: string): void => {
  printedAt = Date.now();
  console.log(line);
};

interface Playing {
  /** Prints what was said so far, and from now on each line as it comes. */
  show(): void;
  readonly ended: Promise<boolean>;
}

/** Holds back what a scenario says until those before it are printed. */
const start = (name: string): Playing => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./play.ts', import.meta.url)), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const held: string[] = [];
  let shown = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (shown) print(line);
    else held.push(line);
  });
  const ended = once(child, 'close').then(([code]) => {
    done += 1;
    return code === 0;
  });
  return {
    show() {
      shown = true;
      held.splice(0).forEach(print);
    },
    ended,
  };
};

const waiting = [...names];
const playing = new Map<string, Playing>();
const startNext = (): void => {
  const name = waiting.shift();
  if (name === undefined) return;
  const scenario = start(name);
  playing.set(name, scenario);
  void scenario.ended.then(startNext);
};
// A scenario often waits for a single function: one more than there are processors keeps them busy.
for (let lane = 0; lane <= Math.min(availableParallelism(), 4); lane += 1) startNext();

let failed = 0;
for (const [index, name] of names.entries()) {
  print(`\n${name} (${String(index + 1)} of ${String(names.length)})`);
  const progress = setInterval(() => {
    if (Date.now() - printedAt >= quietSeconds * 1000)
      print(`  ... still playing ${name}; ${String(done)} of ${String(names.length)} scenarios are done`);
  }, 1000);
  const scenario = playing.get(name);
  if (scenario === undefined) throw new Error(`${name} was never started`);
  scenario.show();
  if (!(await scenario.ended)) failed += 1;
  clearInterval(progress);
}
print(
  failed === 0
    ? `\nAll ${String(names.length)} scenarios passed.`
    : `\n${String(failed)} of ${String(names.length)} scenarios failed.`,
);
process.exitCode = failed === 0 ? 0 : 1;
