import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Clinic } from '../../demo/clinic.ts';
import type { CallCount, Fault } from '../../local/stage-client.ts';
import { useClinic } from '../stage/open-stage.ts';
import type { Outcome } from './player.ts';
import { nameOf, replaysOf, type Strike, strikesOf } from './strikes.ts';

/**
 * Without `FAULTS`: depth one. Each kind of call (function, service, operation) fails once before it takes effect, in a replay
 * that it shares with calls of other functions. With `FAULTS=all` (`npm run test:attacks`) also: the first calls of each kind,
 * each in a replay of its own, before and after; then every call, in shared replays.
 */
const exhaustive = process.env['FAULTS'] === 'all';

/** Replays are independent; the exhaustive ones run on two stages, since one leaves the processor idle in between. */
const lanes = exhaustive ? 2 : 1;

export interface Attacked {
  /** When the stage begins; now where it is not given. */
  readonly now?: Date;
  /** Turns to where a run begins. No fault strikes there. */
  readonly prepare?: (clinic: Clinic) => Promise<void>;
  readonly play: (clinic: Clinic, run: string) => Promise<Outcome>;
  /** Functions whose calls fail. */
  readonly functions: (name: string) => boolean;
  /** How many calls of a kind fail in a replay of their own, if exhaustive; two where it is not given. */
  readonly depth?: (call: CallCount) => number;
  /** Schedules that the flow does without: they only add calls to each replay. */
  readonly pausedSchedules?: readonly string[];
  /** Whether the weekly drill is held. */
  readonly drills?: boolean;
  /** What carries the flow's messages, where it is not all three. */
  readonly carriers?: readonly string[];
  /** That the flow does what it is attacked for. */
  readonly worth: (baseline: Outcome, calls: readonly CallCount[]) => void;
}

/**
 * Replays a flow while AWS calls fail once, before or after they take effect, and while every message is delivered twice.
 * Whatever happens: no page, record or fact is lost, none is doubled, and all ends alike.
 */
export const attack = ({
  now,
  prepare = () => Promise.resolve(),
  play: playFlow,
  functions,
  depth = () => 2,
  pausedSchedules = [],
  drills = false,
  carriers = ['sqs', 'dynamodb-streams', 'sns'],
  worth,
}: Attacked): void => {
  const clinics = Array.from({ length: lanes }, () =>
    useClinic({ pausedSchedules, drills, ...(now === undefined ? {} : { now }) }),
  );
  const runs = clinics.map(() => 0);
  let baseline: Outcome;
  let calls: CallCount[];

  const clinicOf = (lane: number): Clinic => {
    const clinic = clinics[lane];
    if (clinic === undefined) throw new Error(`there is no lane ${String(lane)}`);
    return clinic();
  };
  /** The first run on a stage makes keys and fills caches. */
  const warmUp = async (lane: number): Promise<void> => {
    await prepare(clinicOf(lane));
    await run(lane);
  };
  const renew = async (lane: number): Promise<void> => {
    await clinics[lane]?.reopen();
    await warmUp(lane);
  };
  const run = (lane: number): Promise<Outcome> => {
    const number = runs[lane] ?? 0;
    runs[lane] = number + 1;
    return playFlow(clinicOf(lane), `run${String(number)}x`);
  };
  /** A run under faults, and which of them struck, by their order. */
  const playUnder = async (
    lane: number,
    faults: readonly Fault[],
  ): Promise<{ outcome: Outcome; struck: boolean[] }> => {
    const { stage } = clinicOf(lane);
    await prepare(clinicOf(lane));
    for (const fault of faults) await stage.addFault(fault);
    const outcome = await run(lane);
    const struck = (await stage.faults()).map(({ fired }) => fired > 0);
    await stage.clearFaults();
    return { outcome, struck };
  };

  /**
   * The texts of a run may repeat what was said (a text whose answer was lost is sent again: twice beats never), but
   * nothing may be missing and nothing may be new.
   */
  const comparable = ({ facts, state, records, texts }: Outcome) => ({
    facts,
    state,
    records,
    texts: [...new Set(texts)].sort(),
  });
  const expectSame = (outcome: Outcome, what: string): void => {
    expect(comparable(outcome), what).toEqual(comparable(baseline));
  };

  /**
   * Plays with these strikes at once. Where the outcome differs, it plays each half, until the one strike is found that makes
   * the difference by itself. Where several make it only together, nothing is wrong: one fault at a time is what Vigil promises
   * to survive unseen. Returns those that never struck.
   */
  const strikeTogether = async (lane: number, strikes: readonly Strike[]): Promise<readonly Strike[]> => {
    const { outcome, struck } = await playUnder(lane, strikes);
    const missed = strikes.filter((_, index) => struck[index] !== true);
    if (isDeepStrictEqual(comparable(outcome), comparable(baseline)))
      return missed.length === 0 || missed.length === strikes.length ? missed : strikeTogether(lane, missed);
    // The run may have left an incident open, which would page on in the runs that follow.
    await renew(lane);
    if (strikes.length === 1) expectSame(outcome, strikes.map(nameOf).join());
    const half = Math.ceil(strikes.length / 2);
    return [
      ...(await strikeTogether(lane, strikes.slice(0, half))),
      ...(await strikeTogether(lane, strikes.slice(half))),
    ];
  };

  /** Each lane takes the next replay when it is done with the last. Most strikes must strike, or the attack proves little. */
  const playAll = async (replays: readonly (readonly Strike[])[]): Promise<void> => {
    const waiting = [...replays];
    const missed: Strike[] = [];
    const work = async (lane: number): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        missed.push(...(await strikeTogether(lane, next)));
    };
    // A lane that fails leaves the rest to the others: no lane may go on when the next test begins.
    const done = await Promise.allSettled(clinics.map((_, lane) => work(lane)));
    for (const lane of done) if (lane.status === 'rejected') throw lane.reason;
    const planned = replays.flat().length;
    expect(missed.length, `never struck: ${missed.map(nameOf).join(', ')}`).toBeLessThan(planned / 2);
  };

  describe('whatever fails once', () => {
    beforeAll(async () => {
      await Promise.all(clinics.map((_, lane) => warmUp(lane)));
      await prepare(clinicOf(0));
      await clinicOf(0).stage.forgetCalls();
      baseline = await run(0);
      calls = (await clinicOf(0).stage.calls()).filter((call) => functions(call.function));
    });

    it('the flow is worth attacking: it does what it is to show', () => {
      worth(baseline, calls);
    });

    it(
      'each kind of call fails once before it took effect, and nothing changes in the end',
      { timeout: 900_000 },
      async () => {
        const strikes = strikesOf(calls, 'before', () => 1);
        await playAll(replaysOf(strikes));
      },
    );

    if (exhaustive) {
      it.each(['before', 'after'] as const)(
        'a call that fails %s it took effect changes nothing in the end',
        { timeout: 3_600_000 },
        async (when) => {
          const strikes = strikesOf(calls, when, depth);
          await playAll(strikes.map((strike) => [strike]));
        },
      );

      it.each(['before', 'after'] as const)(
        'every single call fails %s it took effect, several in a replay, and nothing changes in the end',
        { timeout: 3_600_000 },
        async (when) => {
          const strikes = strikesOf(calls, when, ({ count }) => count);
          await playAll(replaysOf(strikes));
        },
      );
    }

    it.each(carriers)('every %s message delivered twice changes nothing', async (service) => {
      const twice = { service, operation: 'deliver', nth: '*', error: 'duplicate' } as const;
      const { outcome } = await playUnder(0, [twice]);
      expectSame(outcome, `${service} twice`);
      // An answer that arrives twice in the same instant may be confirmed twice; a page is never doubled.
      const pages = ({ texts }: Outcome) => texts.filter((text) => text.includes('urgent'));
      expect(pages(outcome), 'and nobody is paged twice').toEqual(pages(baseline));
    });
  });
};
