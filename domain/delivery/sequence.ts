/** The numbering of the deliveries to one endpoint: 1, 2, 3, ... without gaps. It outlives the subscription. */
export interface Sequence {
  readonly last: number;
  /** The latest numbers that were given, so that a fact that is processed again after a crash gets its own. */
  readonly recent: readonly { readonly factId: string; readonly sequence: number }[];
}

/** More facts than are ever numbered at the same time for one endpoint. */
const remembered = 100;

/** The number of a fact, and the numbering after it was given; the same fact again changes nothing. */
export const numberFact = (
  current: Sequence | undefined,
  factId: string,
): { readonly sequence: number; readonly next: Sequence | undefined } => {
  const { last, recent } = current ?? { last: 0, recent: [] };
  const known = recent.find((each) => each.factId === factId);
  if (known !== undefined) return { sequence: known.sequence, next: undefined };
  const sequence = last + 1;
  return { sequence, next: { last: sequence, recent: [...recent, { factId, sequence }].slice(-remembered) } };
};
