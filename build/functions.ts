/** Builds every function into dist/functions/<name>/index.mjs: one bundle a folder, as `Code.fromAsset` takes it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { catalogue } from '../events/catalogue.ts';
import { statedData } from '../events/define.ts';
import { loadPolicies } from '../policies/index.ts';
import { bundle, functionEntries, loadedOnUse, root } from './bundle.ts';

// The functions use the policies in their bundles without a further check, and build a contract's schemas, which checks
// its marks, only when they need them.
loadPolicies();
catalogue.forEach(statedData);

const entries = functionEntries();
const { outputFiles } = await bundle(entries);

const sourceMaps = join(root, 'dist/source-maps');
rmSync(join(root, 'dist/functions'), { recursive: true, force: true });
rmSync(sourceMaps, { recursive: true, force: true });
mkdirSync(sourceMaps, { recursive: true });
for (const { path, contents } of outputFiles) {
  const folder = dirname(path);
  if (path.endsWith('.map')) {
    // Beside the bundle, a map would be deployed with it.
    const name = basename(path, '.mjs.map');
    writeFileSync(join(sourceMaps, `${name === 'index' ? basename(folder) : name}.map`), contents);
    continue;
  }
  if (basename(folder) === loadedOnUse) continue;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, contents);
}
console.log(`${entries.length} functions built`);
