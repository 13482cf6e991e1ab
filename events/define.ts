import * as z from 'zod';
import { type Classification, isSensitive } from './classification.ts';

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

type Definition<S extends z.ZodObject, P extends z.ZodObject> = Omit<Contract<string, S, P>, 'type'>;

/**
 * The contract of one fact type. Its schemas are built when they are first read: a function that knows the whole
 * catalogue handles one or two types. Reading them throws where a field is not marked, or where its mark and its place
 * disagree, since the field would not be kept safe; the build reads all of them.
 *
 * Write the comment `@__PURE__` before each call: without it esbuild puts every contract of a file into the bundles that
 * use one of them.
 */
export const defineFact = <
  const T extends string,
  S extends z.ZodObject,
  P extends z.ZodObject = typeof noFields,
>(
  type: T,
  define: () => Definition<S, P>,
): Contract<T, S, P> => {
  let defined: Definition<S, P> | undefined;
  const read = <K extends keyof Definition<S, P>>(key: K) => ({
    enumerable: true,
    get: () => (defined ??= checked(type, define()))[key],
  });
  return Object.defineProperties({ type } as Contract<T, S, P>, {
    summary: read('summary'),
    origin: read('origin'),
    data: read('data'),
    sealed: read('sealed'),
    check: read('check'),
  });
};

const checked = <D extends Definition<z.ZodObject, z.ZodObject>>(type: string, definition: D): D => {
  const misplaced = [
    ...namesWhere(definition.data, (mark) => mark === undefined || isSensitive(mark)),
    ...namesWhere(definition.sealed?.fields, (mark) => !isSensitive(mark)),
  ];
  if (misplaced.length > 0) {
    const names = misplaced.join(', ');
    throw new Error(`${type}: ${names}: not marked, or marked one way and placed the other`);
  }
  return definition;
};

type Mark = Classification | undefined;

const namesWhere = (schema: z.ZodObject | undefined, test: (mark: Mark) => boolean): string[] =>
  Object.entries(schema?.shape ?? {})
    .filter(([, field]) => marksOf(field as z.ZodType).some(test))
    .map(([name]) => name);

/** The marks of all values that a field holds, at any depth: each has its own or that of what is around it. */
const marksOf = (field: z.ZodType, around?: Mark): readonly Mark[] => {
  const mark = field.meta()?.classification ?? around;
  if (field instanceof z.ZodOptional || field instanceof z.ZodArray) {
    return marksOf(field.unwrap() as z.ZodType, mark);
  }
  if (field instanceof z.ZodRecord) return marksOf(field.valueType as z.ZodType, mark);
  if (field instanceof z.ZodObject) {
    return Object.values(field.shape).flatMap((inner) => marksOf(inner as z.ZodType, mark));
  }
  return [mark];
};

/** The data as the sender states them: the fields that travel and those that are sealed. */
export const statedData = (contract: AnyContract): z.ZodObject =>
  contract.data.extend((contract.sealed?.fields ?? noFields).shape);
