import type { CallCount } from '../../local/stage-client.ts';

/** A call of a function that fails once: the nth of its kind in a run, before or after it takes effect. */
export interface Strike {
  readonly function: string;
  readonly service: string;
  readonly operation: string;
  readonly nth: number;
  readonly when: 'before' | 'after';
  readonly error: string;
}

/** A call that only reads fails after its effect just as it does before. */
const reads = /^(Get|BatchGet|Query|Decrypt|GenerateDataKey|Sign)/;

/** The first calls of each kind, as many as `depth` says. */
export const strikesOf = (
  calls: readonly CallCount[],
  when: Strike['when'],
  depth: (call: CallCount) => number,
): Strike[] =>
  calls
    .filter(({ operation }) => when === 'before' || !reads.test(operation))
    .flatMap((call) => {
      const { function: name, service, operation, count } = call;
      // No SDK retries these errors, and none is final: the function itself must recover. An SMS that is refused for good goes
      // to the next tier at once, which is another flow, so SNS fails with an error that passes.
      const error = service === 'sns' ? 'InternalError' : 'AccessDeniedException';
      return Array.from({ length: Math.min(count, depth(call)) }, (_, index) => ({
        function: name,
        service,
        operation,
        nth: index + 1,
        when,
        error,
      }));
    });

/** Calls of one kind that are this far apart belong to different messages. */
const callsApart = 8;

/**
 * Distributes strikes over replays: in one replay each function has one kind of call that fails, and fails again at the earliest
 * `callsApart` calls later.
 */
export const replaysOf = (strikes: readonly Strike[]): Strike[][] => {
  const slotsOf = new Map<string, Map<string, Strike[]>>();
  for (const strike of strikes) {
    const slots = slotsOf.get(strike.function) ?? new Map<string, Strike[]>();
    slotsOf.set(strike.function, slots);
    const slot = `${strike.service} ${strike.operation} ${String(strike.nth % callsApart)}`;
    slots.set(slot, [...(slots.get(slot) ?? []), strike]);
  }
  const ofFunctions = [...slotsOf.values()].map((slots) => [...slots.values()]);
  const most = Math.max(0, ...ofFunctions.map((slots) => slots.length));
  return Array.from({ length: most }, (_, index) => ofFunctions.flatMap((slots) => slots[index] ?? []));
};

export const nameOf = ({ function: name, service, operation, nth, when }: Strike): string =>
  `${name} ${service}:${operation} #${String(nth)} failing ${when}`;
