import { z } from 'zod';
import { isSensitive } from './classification.ts';

type Data<S extends z.ZodObject> = z.infer<S>;

/** The sensitive part of a fact: it is sealed at the edge, and the bus carries a reference to it. */
export interface Sealed<S extends z.ZodObject, P extends z.ZodObject> {
  /** The personal and health fields. */
  readonly fields: P;
  /** Whose key seals them: `client:<id>`, or `roster` for staff. */
  subject(data: Data<S>): string;
  /** The class of the record that they become. */
  recordClass(data: Data<S>): string;
  /** The id of that record where the sender gives one; else it is derived from the event. */
  recordId?(data: Data<S>): string;
}

export interface Contract<
  T extends string = string,
  S extends z.ZodObject = z.ZodObject,
  P extends z.ZodObject = z.ZodObject,
> {
  readonly type: T;
  readonly summary: string;
  /** Who states it: a provider's platform, or Vigil itself (which nobody else may send). */
  readonly origin: 'provider' | 'vigil';
  /** The fields that travel: opaque ids, codes, times and counts. */
  readonly data: S;
  readonly sealed?: Sealed<S, P>;
  /** What the shapes cannot say: returns what is wrong and where, or nothing. */
  check?(data: Data<S> & Data<P>): { path: string; message: string } | undefined;
}

/** A contract of whatever shape, for code that treats all alike. */
export interface AnyContract extends Pick<Contract, 'type' | 'summary' | 'origin' | 'data'> {
  readonly sealed?: {
    readonly fields: z.ZodObject;
    subject(data: unknown): string;
    recordClass(data: unknown): string;
    recordId?(data: unknown): string;
  };
  check?(data: unknown): { path: string; message: string } | undefined;
}

/** The data as their sender states them. */
export type Stated<S extends z.ZodObject, P extends z.ZodObject> = z.input<S> &
  // Without sealed fields `P` is an empty object, whose type would forbid every field.
  (keyof P['shape'] extends never ? unknown : z.input<P>);

const noFields = z.object({});

/** The contract of one fact type. Throws where a field's mark and its place disagree: such a field would not be kept safe. */
export const defineFact = <
  const T extends string,
  S extends z.ZodObject,
  P extends z.ZodObject = typeof noFields,
>(
  contract: Contract<T, S, P>,
): Contract<T, S, P> => {
  const misplaced = [
    ...namesWhere(contract.data, (sensitive) => sensitive),
    ...namesWhere(contract.sealed?.fields, (sensitive) => !sensitive),
  ];
  if (misplaced.length > 0)
    throw new Error(`${contract.type}: ${misplaced.join(', ')}: marked one way, placed the other`);
  return contract;
};

const namesWhere = (schema: z.ZodObject | undefined, test: (sensitive: boolean) => boolean): string[] =>
  Object.entries(schema?.shape ?? {})
    .filter(([, field]) => test(isSensitive((field as z.ZodType).meta()?.classification)))
    .map(([name]) => name);

/** The data as the sender states them: the fields that travel and those that are sealed. */
export const statedData = (contract: AnyContract): z.ZodObject =>
  contract.data.extend((contract.sealed?.fields ?? noFields).shape);
