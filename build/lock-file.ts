import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One package of package-lock.json. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Production installs it: it is in `dependencies`, or something there needs it. */
  readonly ships: boolean;
}

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/** Every installed package, with the license that it declares. */
export const lockedPackages = (root: string): readonly LockedPackage[] => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  return (
    Object.entries(packages)
      // The entry without a path is this repository.
      .filter(([path]) => path !== '')
      .map(([path, { version, license = 'none', dev = false }]) => ({
        name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
        version,
        license,
        ships: !dev,
      }))
  );
};
