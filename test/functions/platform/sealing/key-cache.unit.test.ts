import { describe, expect, it } from 'vitest';
import { keyCache } from '../../../../functions/platform/sealing/key-cache.ts';

const cacheOf = (limits: Partial<Parameters<typeof keyCache>[0]> = {}) => {
  let time = 0;
  let fetches = 0;
  const cache = keyCache<number>({ forMs: 1000, uses: 1000, keys: 10, ...limits }, () => time);
  return {
    get: (name = 'a') => cache.get(name, async () => Promise.resolve((fetches += 1))),
    fail: (name = 'a') => cache.get(name, () => Promise.reject(new Error('no key'))),
    pass: (ms: number) => (time += ms),
    fetches: () => fetches,
  };
};

describe('keys in memory', () => {
  it('a burst waits for one fetch', async () => {
    const cache = cacheOf();
    const all = await Promise.all(Array.from({ length: 1000 }, () => cache.get()));
    expect(new Set(all)).toEqual(new Set([1]));
    expect(cache.fetches()).toBe(1);
  });

  it('are forgotten after their time', async () => {
    const cache = cacheOf();
    await cache.get();
    cache.pass(999);
    await cache.get();
    expect(cache.fetches()).toBe(1);
    cache.pass(1);
    await cache.get();
    expect(cache.fetches()).toBe(2);
  });

  it('are fetched again after so many uses', async () => {
    const cache = cacheOf({ uses: 3 });
    for (let use = 0; use < 7; use += 1) await cache.get();
    expect(cache.fetches()).toBe(3);
  });

  it('make room, the one that rested longest first', async () => {
    const cache = cacheOf({ keys: 2 });
    await cache.get('a');
    await cache.get('b');
    await cache.get('a');
    await cache.get('c');
    expect(await cache.get('a')).toBe(1);
    expect(cache.fetches()).toBe(3);
    expect(await cache.get('b')).toBe(4);
  });

  it('a failure is not remembered, and all who waited get it', async () => {
    const cache = cacheOf();
    const failures = await Promise.allSettled([cache.fail(), cache.fail()]);
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.get()).toBe(1);
  });
});
