import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';

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

const outdir = join(root, 'dist/functions');

/** The folder in which what is loaded on first use is built, as if it were a function. */
export const loadedOnUse = 'loaded-on-use';

/** What the functions import by `import()` stays out of their bundles; `found` gets its name and path. */
const leaveOut = (found: Map<string, string>): Plugin => ({
  name: loadedOnUse,
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = basename(path, '.ts');
      const known = found.get(name) ?? join(resolveDir, path);
      if (known !== join(resolveDir, path)) throw new Error(`${known} and ${path}: rename one of them`);
      found.set(name, known);
      return { path: `./${name}.mjs`, external: true };
    });
  },
});

export interface Bundles {
  readonly metafile: Metafile;
  readonly outputFiles: readonly Pick<OutputFile, 'path' | 'contents' | 'text'>[];
}

/**
 * Bundles each entry into `<name>/index.mjs`, in memory. What a function imports by `import()` becomes a file of its own
 * beside it, which is neither read nor run before it is used; it is built once and copied to each function that uses it.
 */
export const bundle = async (entries: readonly Entry[]): Promise<Bundles> => {
  const found = new Map<string, string>();
  const functions = await build({
    ...bundleOptions,
    outdir,
    plugins: [leaveOut(found)],
    entryPoints: entries.map(({ name, path }) => ({ in: path, out: `${name}/index` })),
  });
  const parts = await build({
    ...bundleOptions,
    outdir,
    entryPoints: [...found].map(([name, path]) => ({ in: path, out: `${loadedOnUse}/${name}` })),
  });
  const copies = Object.entries(functions.metafile.outputs).flatMap(([output, { imports }]) =>
    imports
      .filter(({ kind }) => kind === 'dynamic-import')
      .flatMap(({ path }) => {
        const part = parts.outputFiles.find((file) => file.path === join(outdir, loadedOnUse, path));
        return part === undefined ? [] : [{ ...fileOf(part), path: join(root, dirname(output), path) }];
      }),
  );
  return {
    metafile: {
      inputs: { ...parts.metafile.inputs, ...functions.metafile.inputs },
      outputs: { ...parts.metafile.outputs, ...functions.metafile.outputs },
    },
    outputFiles: [...functions.outputFiles, ...parts.outputFiles, ...copies],
  };
};

const fileOf = ({ path, contents, text }: OutputFile) => ({ path, contents, text });
