import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type BuildOptions, type BuildResult } from 'esbuild';

export const root = join(import.meta.dirname, '..');

/** The path of each deployed function's `index.ts`, with the function's name. */
export const functionEntries = (): readonly Entry[] =>
  globSync('functions/**/index.ts', { cwd: root })
    .sort()
    .map((path) => ({ name: basename(dirname(path)), path }));

export interface Entry {
  readonly name: string;
  readonly path: string;
}

/** How every function is bundled. docs/adr/0028-bundles.md gives the reasons and what each of them saves. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // The SDK's ES modules lose their unused parts; its CommonJS files cannot.
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': './build/environment-credentials.ts',
    '@smithy/core/event-streams': './build/no-event-streams.ts',
  },
  // Identifiers stay as written: shorter ones save no time at a start, and the stack frames in the logs need them.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'external',
  sourcesContent: false,
  // CommonJS packages inside the bundle ask for Node's built-ins by `require`, which ES modules do not have.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
  metafile: true,
  write: false,
} satisfies BuildOptions;

/** Bundles each entry into `<name>/index.mjs`, in memory. */
export const bundle = (entries: readonly Entry[]): Promise<BuildResult<typeof bundleOptions>> =>
  build({
    ...bundleOptions,
    outdir: join(root, 'dist/functions'),
    entryPoints: entries.map(({ name, path }) => ({ in: path, out: `${name}/index` })),
  });
