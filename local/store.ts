import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from './service.ts';

/**
 * What services keep across restarts: `vigil.sqlite` in `dataDir`, or memory without one. `all` answers in the order
 * of the keys.
 */
export function createStore(dataDir?: string): Store & { close(): void } {
  return dataDir === undefined ? inMemory() : inFile(dataDir);
}

/** Nothing outlives the process, so values need not become text. */
function inMemory(): Store & { close(): void } {
  const kinds = new Map<string, Map<string, unknown>>();
  const of = (kind: string) => {
    const known = kinds.get(kind) ?? new Map<string, unknown>();
    kinds.set(kind, known);
    return known;
  };
  return {
    put: (kind, key, value) => void of(kind).set(key, value),
    delete: (kind, key) => void of(kind).delete(key),
    all: <T>(kind: string) => ([...of(kind)] as [string, T][]).sort(([a], [b]) => (a < b ? -1 : 1)),
    close: () => undefined,
  };
}

/**
 * Test data can be real data by mistake: for the owner alone, the files that dynalite and SQLite make later as well.
 */
function protect(dataDir: string): void {
  process.umask(0o077);
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o700);
}

function inFile(dataDir: string): Store & { close(): void } {
  protect(dataDir);
  const database = new DatabaseSync(join(dataDir, 'vigil.sqlite'));
  // A killed process must lose nothing; a power cut may. What was handed to the kernel outlives the process, so no
  // fsync is needed, and a put costs some 10 microseconds instead of milliseconds.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  database.exec(
    'CREATE TABLE IF NOT EXISTS entry (kind TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID',
  );
  const put = database.prepare('INSERT OR REPLACE INTO entry (kind, key, value) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM entry WHERE kind = ? AND key = ?');
  const all = database.prepare('SELECT key, value FROM entry WHERE kind = ? ORDER BY key');

  return {
    put: (kind, key, value) => void put.run(kind, key, JSON.stringify(value)),
    delete: (kind, key) => void remove.run(kind, key),
    all: <T>(kind: string) =>
      all.all(kind).map((row): [string, T] => [String(row['key']), JSON.parse(String(row['value'])) as T]),
    close: () => {
      database.close();
    },
  };
}
