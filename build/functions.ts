/** Builds every function into dist/functions/<name>/index.mjs: one bundle a folder, as `Code.fromAsset` takes it. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist/functions');

const names = readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /^[a-z-]+[/\\]index\.ts$/.test(path))
  .map((path) => path.slice(0, -'/index.ts'.length));

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: names.map((name) => ({ in: `functions/${name}/index.ts`, out: `${name}/index` })),
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
console.log(`${names.length} functions built`);
