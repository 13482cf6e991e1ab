/** Builds every function into dist/functions/<name>/index.mjs: one bundle a folder, as `Code.fromAsset` takes it. */
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist/functions');

/** `functions/<capability>/<function>/index.ts`, which only wires. */
const entries = readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' })
  .filter((path) => basename(path) === 'index.ts')
  .map((path) => ({ in: join('functions', path), out: `${basename(dirname(path))}/index` }));

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Names stay as they are, since error names are log codes; `keepNames` would name every closure anew each time it is made.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'external',
  sourcesContent: false,
  // CommonJS packages inside the bundle ask for Node's built-ins by `require`, which ES modules do not have.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
});
console.log(`${entries.length} functions built`);
