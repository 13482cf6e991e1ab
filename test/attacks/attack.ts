import { beforeAll, describe, expect, it } from 'vitest';
import type { Clinic } from '../../demo/clinic.ts';
import type { CallCount, Fault } from '../../local/stage-client.ts';
import { useClinic } from '../stage/open-stage.ts';
import type { Outcome } from './player.ts';

/** `FAULTS=all` fails every single call; without it the first few of each kind, which takes minutes instead of half an hour. */
const everyCall = process.env['FAULTS'] === 'all';

/** What leaves nothing behind fails after its effect just as it does before. */
const reads = /^(Get|BatchGet|Query|Decrypt|GenerateDataKey|Sign)/;

export interface Attacked {
  /** When the stage begins; now where it is not given. */
  readonly now?: Date;
  /** Turns to where a run begins. No fault strikes there. */
  readonly prepare?: (clinic: Clinic) => Promise<void>;
  readonly play: (clinic: Clinic, run: string) => Promise<Outcome>;
  /** Whose calls are to fail. */
  readonly functions: (name: string) => boolean;
  /** How many calls of a kind fail, each in a run of its own; two where it is not given. */
  readonly depth?: (call: CallCount) => number;
  /** What carries the flow's messages, where it is not all three. */
  readonly carriers?: readonly string[];
  /** That the flow does what it is attacked for. */
  readonly worth: (baseline: Outcome, calls: readonly CallCount[]) => void;
}

/**
 * A flow again and again, each time with another AWS call failing once, before or after it took effect, and with
 * every message delivered twice. Whatever happens: no page, record or fact is lost, none is doubled, and all ends alike.
 */
export const attack = ({
  now,
  prepare = () => Promise.resolve(),
  play: playFlow,
  functions,
  depth = () => 2,
  carriers = ['sqs', 'dynamodb-streams', 'sns'],
  worth,
}: Attacked): void => {
  const clinic = useClinic(now === undefined ? {} : { now });
  let baseline: Outcome;
  let calls: CallCount[];
  let runs = 0;
  const run = (): Promise<Outcome> => playFlow(clinic(), `run${String(runs++)}x`);
  /** A run under a fault; how often the fault struck. */
  const playUnder = async (fault: Fault): Promise<{ outcome: Outcome; struck: number }> => {
    const { stage } = clinic();
    await prepare(clinic());
    await stage.addFault(fault);
    const outcome = await run();
    const struck = (await stage.faults()).filter(({ fired }) => fired > 0).length;
    await stage.clearFaults();
    return { outcome, struck };
  };

  /**
   * The texts of a run may repeat what was said (a text whose answer was lost is sent again: twice beats never), but
   * nothing may be missing and nothing may be new.
   */
  const expectSame = (outcome: Outcome, what: string): void => {
    expect(outcome.facts, `${what}: facts`).toEqual(baseline.facts);
    expect(outcome.state, `${what}: state`).toEqual(baseline.state);
    expect(outcome.records, `${what}: records`).toEqual(baseline.records);
    expect([...new Set(outcome.texts)].sort(), `${what}: texts`).toEqual([...new Set(baseline.texts)].sort());
  };

  describe('whatever fails once', () => {
    beforeAll(async () => {
      await prepare(clinic());
      await run(); // the first run makes keys and fills caches
      await prepare(clinic());
      await clinic().stage.forgetCalls();
      baseline = await run();
      calls = (await clinic().stage.calls()).filter((call) => functions(call.function));
    });

    it('the flow is worth attacking: it does what it is to show', () => {
      worth(baseline, calls);
    });

    // A refusal that no SDK tries again: the function itself must recover. SMS alone has an answer of its own to a
    // refusal (the next tier at once), so there the fault is one that passes.
    it.each(['before', 'after'] as const)(
      'a call that fails %s it took effect changes nothing in the end',
      { timeout: 3_600_000 },
      async (when) => {
        let struck = 0;
        const struckAt = when === 'before' ? calls : calls.filter(({ operation }) => !reads.test(operation));
        for (const call of struckAt) {
          const { function: name, service, operation, count } = call;
          const deepest = everyCall ? count : Math.min(count, depth(call));
          const error = service === 'sns' ? 'InternalError' : 'ValidationException';
          for (let nth = 1; nth <= deepest; nth += 1) {
            const what = `${name} ${service}:${operation} #${String(nth)} failing ${when}`;
            const under = await playUnder({ service, operation, function: name, nth, when, error });
            expectSame(under.outcome, what);
            struck += under.struck;
          }
        }
        expect(struck, 'faults that really struck').toBeGreaterThan(struckAt.length / 2);
      },
    );

    it.each(carriers)('every %s message delivered twice changes nothing', async (service) => {
      const { outcome } = await playUnder({ service, operation: 'deliver', nth: '*', error: 'duplicate' });
      expectSame(outcome, `${service} twice`);
      // An answer that arrives twice in the same instant may be confirmed twice; a page is never doubled.
      const pages = ({ texts }: Outcome) => texts.filter((text) => text.includes('urgent'));
      expect(pages(outcome), 'and nobody is paged twice').toEqual(pages(baseline));
    });
  });
};
