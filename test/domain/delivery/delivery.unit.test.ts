import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  attempted,
  delivered,
  missed,
  newDelivery,
  type PendingDelivery,
  replayed,
} from '../../../domain/delivery/delivery.ts';
import {
  accepted,
  type EndpointHealth,
  refused,
  restsUntil,
} from '../../../domain/delivery/endpoint-health.ts';
import { numberFact, type Sequence } from '../../../domain/delivery/sequence.ts';
import { plusSeconds } from '../../../domain/instant.ts';

const now = '2027-03-01T10:00:00.000Z';
const policy = {
  retryAfterSeconds: [60, 300, 1800],
  giveUpAfterSeconds: 86_400,
  failingAfter: 3,
  restSeconds: [60, 900],
};
const event = {
  specversion: '1.0',
  id: 'fact-1',
  source: 'urn:vigil',
  type: 'incident.opened.v1',
  time: now,
  tenantid: 'demo-clinic',
  datacontenttype: 'application/json',
  data: {},
} as const;
const fresh = newDelivery('main', 7, event, policy, now);

describe('a delivery', () => {
  test('is due at once, and after each failed attempt later, until the time for retries is over', () => {
    const pauses: number[] = [];
    let delivery: PendingDelivery = fresh;
    let at: string = now;
    let failed: ReturnType<typeof missed>;
    while (failed === undefined) {
      delivery = attempted(delivery, policy, at);
      pauses.push((Date.parse(delivery.nextAttemptAt) - Date.parse(at)) / 1000);
      failed = missed(delivery, 'http-500', at);
      if (failed === undefined) at = delivery.nextAttemptAt;
    }
    expect(pauses.slice(0, 5)).toEqual([60, 300, 1800, 1800, 1800]);
    expect(at > plusSeconds(now, 82_800)).toBe(true);
    expect(at < plusSeconds(now, 86_400)).toBe(true);
    expect(failed).toMatchObject({
      state: { status: 'failed', reason: 'http-500' },
      facts: [
        {
          type: 'delivery.failed.v1',
          data: { subscriptionId: 'main', factId: 'fact-1', sequence: 7, attempts: pauses.length },
        },
      ],
    });
  });

  test('that was delivered can be replayed under its number, with all attempts ahead of it', () => {
    const later = plusSeconds(now, 500_000);
    const done = delivered(attempted(fresh, policy, now), now);
    expect(replayed(done, policy, later)).toEqual({
      ...fresh,
      nextAttemptAt: later,
      giveUpAt: plusSeconds(later, 86_400),
    });
  });
});

describe('an endpoint', () => {
  const after = (failures: number, health?: EndpointHealth): EndpointHealth | undefined => {
    let state = health;
    for (let count = 0; count < failures; count += 1)
      ({ state } = refused('main', state, 'timeout', policy, now));
    return state;
  };

  test('fails after so many attempts in a row, rests longer each time, and says so once', () => {
    expect(after(2)).toEqual({ status: 'up', failures: 2 });
    const third = refused('main', after(2), 'timeout', policy, now);
    expect(third.state).toMatchObject({ status: 'failing', since: now, restUntil: plusSeconds(now, 60) });
    expect(third.facts).toMatchObject([{ data: { failures: 3, reason: 'timeout' } }]);
    const fourth = refused('main', third.state, 'timeout', policy, plusSeconds(now, 60));
    expect(fourth).toMatchObject({ state: { since: now, restUntil: plusSeconds(now, 960) }, facts: [] });
  });

  test('rests until its time, and not a moment longer', () => {
    const health = after(3);
    expect(restsUntil(health, plusSeconds(now, 59))).toBe(plusSeconds(now, 60));
    expect(restsUntil(health, plusSeconds(now, 60))).toBeUndefined();
    expect(restsUntil(after(2), now)).toBeUndefined();
  });

  test('that accepts something is up again; one that never failed costs no write', () => {
    expect(accepted('main', undefined)).toBeUndefined();
    expect(accepted('main', { status: 'up', failures: 0 })).toBeUndefined();
    expect(accepted('main', after(1))).toEqual({ state: { status: 'up', failures: 0 }, facts: [] });
    expect(accepted('main', after(3))?.facts).toMatchObject([
      { type: 'subscription.recovered.v1', data: { failingSince: now } },
    ]);
  });
});

test('numbers are given without gaps, and a fact that comes again keeps its own', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 80 }), (arrivals) => {
      const given = new Map<number, number>();
      let state: Sequence | undefined;
      for (const fact of arrivals) {
        const { sequence, next } = numberFact(state, `fact-${fact}`);
        expect(given.get(fact) ?? sequence).toBe(sequence);
        given.set(fact, sequence);
        state = next ?? state;
      }
      expect([...given.values()]).toEqual([...given.keys()].map((_, index) => index + 1));
    }),
  );
});
