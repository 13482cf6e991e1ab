import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStore } from '../../local/store.ts';

test('a value is still there when the folder is opened again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-store-'));
  try {
    const first = createStore(folder);
    first.put('queue', 'b', { depth: 2 });
    first.put('queue', 'a', [1, 'x', null]);
    first.put('topic', 'a', 'other kind');
    first.put('queue', 'c', true);
    first.put('queue', 'b', { depth: 3 });
    first.delete('queue', 'c');
    // Read beside the first handle: what a kill would leave, since nothing was closed.
    expect(createStore(folder).all('queue')).toEqual([
      ['a', [1, 'x', null]],
      ['b', { depth: 3 }],
    ]);
    first.close();
    expect(createStore(folder).all('topic')).toEqual([['a', 'other kind']]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the folder and what is in it are for the owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-store-'));
  const umask = process.umask(0o022);
  try {
    chmodSync(folder, 0o755);
    const store = createStore(folder);
    store.put('queue', 'a', 1);
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect(mode(folder)).toBe(0o700);
    const files = readdirSync(folder);
    expect(files).toContain('vigil.sqlite');
    for (const file of files) expect(mode(join(folder, file)), file).toBe(0o600);
    store.close();
  } finally {
    process.umask(umask);
    rmSync(folder, { recursive: true });
  }
});

test('without a folder, each store has a memory of its own', () => {
  const store = createStore();
  store.put('kind', 'key', 1);
  expect(store.all('kind')).toEqual([['key', 1]]);
  expect(createStore().all('kind')).toEqual([]);
});
