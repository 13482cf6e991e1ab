import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundle, functionEntries, loadedOnUse, root } from '../../build/bundle.ts';
import { lockedPackages } from '../../build/lock-file.ts';

const entries = functionEntries();
const { metafile, outputFiles } = await bundle(entries);

/** A bundle and the files that left code in it. */
interface Bundle {
  readonly name: string;
  readonly text: string;
  readonly bytes: number;
  readonly files: readonly string[];
}

const bundleAt = (name: string, place: string): Bundle => {
  const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith(place));
  const file = outputFiles.find(({ path }) => path.endsWith(place));
  if (output === undefined || file === undefined) throw new Error(`${name} was not bundled`);
  const [, { inputs, bytes }] = output;
  const files = Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path);
  return { name, text: file.text, bytes, files };
};

const bundles: readonly Bundle[] = entries.map(({ name }) => bundleAt(name, `/${name}/index.mjs`));

/** What functions load on first use. */
const parts: readonly Bundle[] = ['connect-caller', 'end-user-messaging-sms', 'sns-standby'].map((name) =>
  bundleAt(name, `/${loadedOnUse}/${name}.mjs`),
);

const packageOf = (path: string): string | undefined =>
  /^node_modules\/(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];

describe.each([...bundles, ...parts])('the bundle of $name', ({ name, text, bytes, files }) => {
  test('holds one language of zod: its English messages, which answers quote', () => {
    const locales = files.filter((path) => path.includes('zod/v4/locales/'));
    expect(locales.filter((path) => !path.endsWith('/en.js'))).toEqual([]);
  });

  test('takes credentials from the environment and knows no other way', () => {
    const others =
      /credential-provider-(?!env\/)|credential-providers|token-providers|nested-clients|shared-ini-file-loader\/.*[Ss]so/;
    expect(files.filter((path) => others.test(path))).toEqual([]);
  });

  test('holds the SDK as ES modules, without event streams', () => {
    const sdk = files.filter((path) => /^(@aws-sdk|@smithy)\//.test(packageOf(path) ?? ''));
    expect(sdk.filter((path) => path.includes('/dist-cjs/') || path.includes('/event-streams/'))).toEqual([]);
  });

  test('is no larger than its ceiling', () => {
    expect(bytes).toBeLessThanOrEqual(ceilingOf(name) * 1000);
  });

  test('holds no description of answers, which only docs/openapi.json needs', () => {
    expect(files.filter((path) => path.endsWith('-shape.ts'))).toEqual([]);
  });

  test('holds no contract that it does not use', () => {
    const used = contractsUsedBy(files);
    const unused = contracts.filter((contract) => !used.has(contract.type) && text.includes(contract.mark));
    expect(unused.map(({ type }) => type)).toEqual([]);
  });
});

/**
 * In thousands of bytes, about a tenth above the size when this was written. What goes beyond costs time at every cold
 * start: `npm run bench:cold-start` shows how much.
 */
const ceilings: Readonly<Record<string, number>> = {
  // It knows all contracts, and tells mobile phones from premium-rate and other numbers: 73 more than validity alone.
  'receive-event': 1200,
  // Phone numbers and time zones.
  'update-roster': 910,
  escalate: 870,
  // It pages at once.
  'open-incident': 1000,
  // The law of each place: 70.
  'apply-retention': 900,
  'update-clearance': 890,
};
const ceilingOf = (name: string): number => ceilings[name] ?? 800;

describe('what is loaded on first use', () => {
  const clients = /client-(connect|pinpoint-sms-voice-v2|secrets-manager)\//;

  test('is in no bundle that loads with a function that pages', () => {
    const paging = bundles.filter(({ name }) =>
      ['escalate', 'open-incident', 'apply-reply', 'process-due-work'].includes(name),
    );
    expect(paging).toHaveLength(4);
    for (const { name, files } of paging)
      expect(
        files.filter((path) => clients.test(path)),
        name,
      ).toEqual([]);
  });

  test('lies beside each function that uses it, and beside no other', () => {
    const beside = (part: string) =>
      outputFiles
        .filter(({ path }) => path.endsWith(`/${part}.mjs`) && !path.includes(`/${loadedOnUse}/`))
        .map(({ path }) => basename(dirname(path)));
    expect(beside('connect-caller').sort()).toEqual(['escalate', 'open-incident']);
    expect(beside('sns-standby')).toEqual(['escalate', 'evaluate-screening', 'open-incident']);
    expect(beside('end-user-messaging-sms').sort()).toEqual([
      'apply-reply',
      'check-readiness',
      'escalate',
      'open-incident',
      'process-due-work',
      'start-drill',
    ]);
  });
});

/** Each contract with a piece of its summary, which is in a bundle exactly if the contract is. */
const contracts: readonly { type: string; mark: string; exportedBy: string; exportName: string }[] = (
  await Promise.all(
    globSync('events/**/*.ts', { cwd: root }).map(async (exportedBy) => {
      const exported = (await import(join(root, exportedBy))) as Readonly<Record<string, unknown>>;
      return Object.entries(exported).flatMap(([exportName, value]) => {
        const { type, summary } = (value ?? {}) as { type?: unknown; summary?: unknown };
        if (typeof type !== 'string' || typeof summary !== 'string') return [];
        // A minifier may write quotes and letters beyond ASCII in another way.
        const pieces = summary.split(/[^ -~]|["'`\\]/);
        const mark = pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
        return [{ type, mark, exportedBy, exportName }];
      });
    }),
  )
).flat();

/** The types whose contracts our own modules in the bundle import; all of them where one imports the catalogue. */
const contractsUsedBy = (files: readonly string[]): ReadonlySet<string> => {
  const used = new Set<string>();
  for (const file of files.filter((path) => packageOf(path) === undefined && path.endsWith('.ts'))) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, names = '', from = ''] of source.matchAll(/^import \{([^}]*)\} from '(\.[^']*)';/gm)) {
      const exportedBy = resolve(root, dirname(file), from);
      const imported = names.split(',').map((each) => each.trim().split(' as ')[0]);
      for (const contract of contracts) {
        const fromHere = join(root, contract.exportedBy) === exportedBy;
        if (fromHere && imported.includes(contract.exportName)) used.add(contract.type);
        if (!file.startsWith('events/') && exportedBy === join(root, 'events/catalogue.ts'))
          used.add(contract.type);
      }
    }
  }
  return used;
};

describe('the contracts in bundles', () => {
  test('are found by their summaries', () => {
    expect(contracts.length).toBeGreaterThan(50);
    expect(contracts.filter(({ mark }) => mark.length < 10)).toEqual([]);
    const intake = bundles.find(({ name }) => name === 'receive-event');
    expect(contracts.filter(({ mark }) => intake?.text.includes(mark) !== true)).toEqual([]);
  });

  test('are few where a page begins', () => {
    const opening = bundles.find(({ name }) => name === 'open-incident');
    const present = contracts.filter(({ mark }) => opening?.text.includes(mark) === true);
    expect(present.length).toBeGreaterThan(0);
    expect(present.length).toBeLessThan(12);
  });
});

describe('what ships', () => {
  const clients = ['cli/main.ts', 'client/index.ts', 'client/index.ts'];

  test('is listed in dependencies, and the lock file does not call it a development package', async () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const others = await bundle(clients.map((path) => ({ name: path.replaceAll(/\W/g, '-'), path })));
    const inputs: Metafile['inputs'] = { ...metafile.inputs, ...others.metafile.inputs };
    const imported = Object.entries(inputs)
      .filter(([path]) => packageOf(path) === undefined)
      .flatMap(([, { imports }]) => imports.map(({ path }) => packageOf(path)))
      .filter((name) => name !== undefined);
    expect(new Set(imported).size).toBeGreaterThan(10);
    expect([...new Set(imported)].filter((name) => dependencies[name] === undefined)).toEqual([]);

    const shipped = new Set(lockedPackages(root).flatMap(({ name, ships }) => (ships ? [name] : [])));
    const bundled = new Set(Object.keys(inputs).flatMap((path) => packageOf(path) ?? []));
    expect([...bundled].filter((name) => !shipped.has(name))).toEqual([]);
  });
});
