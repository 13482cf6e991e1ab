/**
 * Builds the command line tool into dist/cli/vigil.mjs, where an auditor needs Node 20 and this folder, nothing else; and the
 * client with the contracts into dist/client, which package.json exports as `vigil/client` and `vigil/events/*`.
 */
import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const root = join(import.meta.dirname, '..');

const bundle = (outdir: string, options: BuildOptions) => {
  rmSync(join(root, outdir), { recursive: true, force: true });
  return build({
    absWorkingDir: root,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What only some need lies in a chunk of its own: verifying loads no AWS SDK.
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    banner: {
      js: "import{createRequire as createRequireOfVigil}from'node:module';const require=createRequireOfVigil(import.meta.url);",
    },
    logLevel: 'warning',
    ...options,
  });
};

await bundle('dist/cli', { entryPoints: [{ in: 'cli/main.ts', out: 'vigil' }] });
await bundle('dist/client', {
  entryPoints: ['client/index.ts', ...globSync('events/*.ts', { cwd: root })],
  outbase: '.',
});
