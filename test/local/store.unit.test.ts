import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStore } from '../../local/store.ts';

test('a value is there again when the folder is opened anew', () => {
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

test('without a folder, each store has a memory of its own', () => {
  const store = createStore();
  store.put('kind', 'key', 1);
  expect(store.all('kind')).toEqual([['key', 1]]);
  expect(createStore().all('kind')).toEqual([]);
});
