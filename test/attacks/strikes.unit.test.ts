import { describe, expect, it } from 'vitest';
import { replaysOf, strikesOf } from './strikes.ts';

const calls = [
  { function: 'escalate', service: 'dynamodb', operation: 'GetItem', count: 3 },
  { function: 'escalate', service: 'dynamodb', operation: 'PutItem', count: 20 },
  { function: 'escalate', service: 'sns', operation: 'Publish', count: 1 },
  { function: 'apply-reply', service: 'dynamodb', operation: 'PutItem', count: 2 },
];

describe('which calls fail in which replay', () => {
  it('at depth one each kind of call fails once', () => {
    const strikes = strikesOf(calls, 'before', () => 1);
    expect(
      strikes.map(({ function: name, operation, nth }) => `${name} ${operation} ${String(nth)}`),
    ).toEqual(['escalate GetItem 1', 'escalate PutItem 1', 'escalate Publish 1', 'apply-reply PutItem 1']);
  });

  it('a read fails only before its effect', () => {
    const operations = strikesOf(calls, 'after', () => 1).map(({ operation }) => operation);
    expect(operations).toEqual(['PutItem', 'Publish', 'PutItem']);
  });

  it('no strike is lost, and no function has two kinds of calls that fail in one replay', () => {
    const strikes = strikesOf(calls, 'before', ({ count }) => count);
    const replays = replaysOf(strikes);
    expect(strikes).toHaveLength(26);
    expect(new Set(replays.flat())).toEqual(new Set(strikes));
    for (const replay of replays) {
      const kinds = new Set(
        replay.map((strike) => `${strike.function} ${strike.service} ${strike.operation}`),
      );
      expect(kinds.size).toBe(new Set(replay.map((strike) => strike.function)).size);
    }
  });

  it('calls of one kind that fail in one replay are eight calls apart', () => {
    const puts = replaysOf(strikesOf(calls, 'before', ({ count }) => count)).map((replay) =>
      replay.filter((strike) => strike.function === 'escalate' && strike.operation === 'PutItem'),
    );
    expect(puts.find(({ length }) => length > 0)?.map(({ nth }) => nth)).toEqual([1, 9, 17]);
  });
});
