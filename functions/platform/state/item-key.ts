import type { AggregateKey, DueAggregate } from './aggregates.ts';

// '#' cannot occur in an opaque id, so no two aggregates share a key.

/** The partition key of an aggregate in the State table. */
export const partitionKeyOf = ({ kind, ids }: Pick<AggregateKey<unknown>, 'kind' | 'ids'>): string =>
  [kind, ...ids].join('#');

/** The reverse of `partitionKeyOf`. */
export const aggregateOf = (partitionKey: string): DueAggregate => {
  const [kind = '', ...ids] = partitionKey.split('#');
  return { kind, ids };
};
