/** Builds the command line tool into dist/cli/vigil.mjs: an auditor needs Node 20 and this folder, nothing else. */
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

await build({
  absWorkingDir: root,
  entryPoints: [{ in: 'cli/main.ts', out: 'vigil' }],
  outdir: join(root, 'dist/cli'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // Verifying loads no AWS SDK: it is in its own chunk.
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  banner: {
    js: "import{createRequire as createRequireOfVigil}from'node:module';const require=createRequireOfVigil(import.meta.url);",
  },
  logLevel: 'warning',
});
