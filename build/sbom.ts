/** Writes dist/sbom.json: what production installs, with versions, hashes and licenses, as CycloneDX 1.5. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundle.ts';
import { lockedPackages } from './lock-file.ts';

interface Bom {
  readonly metadata: { readonly component: Readonly<Record<string, unknown>> };
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const npmSbom = (): Bom =>
  JSON.parse(
    execFileSync(
      'npm',
      ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'],
      {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      },
    ),
  ) as Bom;

const bom = npmSbom();
// `npm sbom --omit dev` also omits what both production and development need, zod and the DynamoDB client among them.
const shipped = new Set(
  lockedPackages(root)
    .filter(({ ships }) => ships)
    .map(({ name, version }) => `${name}@${version}`),
);
const components = bom.components.filter((component) => shipped.has(component['bom-ref']));
if (components.length !== shipped.size)
  throw new Error(`the SBOM lists ${components.length} of ${shipped.size} packages that ship`);

const product = bom.metadata.component['bom-ref'];
const dependencies = bom.dependencies
  .filter(({ ref }) => ref === product || shipped.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => shipped.has(each)) }));
mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(
  join(root, 'dist/sbom.json'),
  `${JSON.stringify(
    {
      ...bom,
      // npm names the product after the folder that it lies in.
      metadata: { ...bom.metadata, component: { ...bom.metadata.component, name: 'vigil' } },
      components,
      dependencies,
    },
    null,
    2,
  )}\n`,
);
console.log(`dist/sbom.json: ${components.length} packages`);
