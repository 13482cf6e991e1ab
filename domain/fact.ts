import type { Fact } from '../events/facts.ts';

/** The new state of an aggregate with the facts that led to it: saved together, by one conditional write. */
export interface Decided<S, F extends Fact = Fact> {
  readonly state: S;
  /** In the shape of their contracts in `events/`. Time and id are added where they are saved. */
  readonly facts: readonly F[];
}
