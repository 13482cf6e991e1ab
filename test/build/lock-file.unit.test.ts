import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  /** It comes inside the archive of the package above it, whose hash covers it. */
  readonly inBundle?: boolean;
}

const root = join(import.meta.dirname, '../..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
// The entry without a name is this repository.
const locked = Object.entries(packages).filter(([path]) => path !== '');

const pathsOf = (found: readonly (readonly [string, Locked])[]) => found.map(([path]) => path);

describe('the lock file', () => {
  test('gives the SHA-512 of every package, so that npm ci installs what was reviewed', () => {
    const downloaded = locked.filter(([, { inBundle }]) => inBundle !== true);
    expect(downloaded.length).toBeGreaterThan(100);
    expect(
      pathsOf(downloaded.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true)),
    ).toEqual([]);
  });

  test('lists a package without a hash only inside one that has a hash', () => {
    const inside = pathsOf(locked.filter(([, { inBundle }]) => inBundle === true));
    const outside = inside.filter(
      (path) =>
        !locked.some(([owner, { integrity }]) => integrity !== undefined && path.startsWith(`${owner}/`)),
    );
    expect(outside).toEqual([]);
  });

  test('gives no download address, so that it installs from any registry', () => {
    expect(pathsOf(locked.filter(([, { resolved }]) => resolved !== undefined))).toEqual([]);
  });
});
