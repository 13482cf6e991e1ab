/**
 * Cold start: the processor time of importing each bundle, against a bundle that holds a bare DynamoDB client.
 * Every import runs in a process of its own; each round imports every bundle once, so that a busy machine slows all of
 * them alike. Fails where a function takes more than its limit. docs/adr/0028-bundles.md explains the numbers.
 *
 * Left out: downloading and unpacking the code, starting Node and Lambda's runtime, the first connection and the first
 * call. Included everywhere: loading Node's own modules, which is most of what the bare client costs.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundle, bundleOptions, type Entry, functionEntries, root } from '../../build/bundle.ts';
import { environmentNames } from './environment-names.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(values.rounds);

/** What a function may take, as a multiple of the plain client. The functions that page a person get less. */
const limitOf = (name: string): number => (name === 'escalate' || name === 'open-incident' ? 1.2 : 1.4);

const plainClient = 'client, plain';
const sameClient = 'client, same build';
const bareClient = 'bench/cold-start/bare-client.ts';

/** The client as esbuild bundles it without advice: the code that a function of one's own would begin with. */
const bundlePlainClient = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'plain-client/index.mjs');
  const { absWorkingDir, platform, target, format, banner } = bundleOptions;
  await build({
    absWorkingDir,
    platform,
    target,
    format,
    banner,
    bundle: true,
    entryPoints: [bareClient],
    outfile,
  });
  return outfile;
};

/** Writes the bundles to the folder; returns the file of each. */
const writeBundles = async (entries: readonly Entry[], folder: string): Promise<Map<string, string>> => {
  const { outputFiles } = await bundle(entries);
  const outdir = join(root, 'dist/functions');
  const files = new Map<string, string>();
  for (const { path, contents } of outputFiles) {
    if (!path.endsWith('.mjs')) continue;
    const file = join(folder, relative(outdir, path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
    // What is loaded on first use lies beside it.
    if (path.endsWith('/index.mjs')) files.set(dirname(relative(outdir, path)), file);
  }
  return files;
};

const measure = (file: string, variables: readonly string[]): number =>
  Number(
    execFileSync(
      process.execPath,
      [join(import.meta.dirname, 'import-once.mjs'), file, JSON.stringify(variables)],
      { encoding: 'utf8', env: { PATH: process.env['PATH'], AWS_REGION: 'us-east-1' } },
    ),
  );

const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const folder = mkdtempSync(join(tmpdir(), 'vigil-cold-start-'));
try {
  const variables = environmentNames(join(root, 'cdk.out'));
  const entries = functionEntries();
  const functions = await writeBundles([...entries, { name: sameClient, path: bareClient }], folder);
  const bundles = new Map([[plainClient, await bundlePlainClient(folder)], ...functions]);

  const times = new Map([...bundles.keys()].map((name) => [name, [] as number[]]));
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    for (const [name, file] of bundles) times.get(name)?.push(measure(file, variables.get(name) ?? []));
  }

  const medians = new Map([...times].map(([name, all]) => [name, medianOf(all)]));
  const plain = medians.get(plainClient) ?? NaN;
  const same = medians.get(sameClient) ?? NaN;
  console.log(`${'bundle'.padEnd(24)}    ms  / plain  limit  / same build`);
  const slow: string[] = [];
  for (const [name, time] of [...medians].sort(([, a], [, b]) => b - a)) {
    const isFunction = name !== plainClient && name !== sameClient;
    const over = isFunction && !(time / plain <= limitOf(name));
    if (over) slow.push(name);
    console.log(
      [
        name.padEnd(24),
        time.toFixed(1).padStart(5),
        (time / plain).toFixed(2).padStart(8),
        (isFunction ? limitOf(name).toFixed(1) : '').padStart(6),
        (time / same).toFixed(2).padStart(13),
        over ? '  over the limit' : '',
      ].join(' '),
    );
  }
  if (slow.length > 0) {
    console.error(`over the limit: ${slow.join(', ')}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
