/** Something that Vigil decided, in the shape of its contract in `events/`. Time and id are added where it is saved. */
export interface DecidedFact<T extends string = string, D = object> {
  readonly type: T;
  readonly data: D;
}

/** The new state of an aggregate with the facts that led to it: saved together, by one conditional write. */
export interface Decided<S, F extends DecidedFact = DecidedFact> {
  readonly state: S;
  readonly facts: readonly F[];
}
