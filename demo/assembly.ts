import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vigilApp } from '../lib/vigil-app.ts';

export interface Assembly {
  readonly directory: string;
  remove(): void;
}

/** The local stage as `npm run assemble` built it, or, with settings of a deployment besides its own, synthesized for this. */
export const assemblyWith = (settings: object | undefined): Assembly => {
  if (settings === undefined) return { directory: 'cdk.out', remove: () => undefined };
  const root = mkdtempSync(join(tmpdir(), 'vigil-demo-'));
  const directory = join(root, 'cdk.out');
  const local = JSON.parse(readFileSync('config/local.json', 'utf8')) as object;
  writeFileSync(join(root, 'local.json'), JSON.stringify({ ...local, ...settings }));
  vigilApp({ outdir: directory, stage: 'local', configs: root }).app.synth();
  return {
    directory,
    remove() {
      rmSync(root, { recursive: true, force: true });
    },
  };
};
