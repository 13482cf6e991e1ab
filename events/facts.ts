import type * as z from 'zod';
import { contractOf, type KnownContract } from './catalogue.ts';
import type { AnyContract } from './define.ts';

/** Nothing in it can be changed, at any depth. */
export type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: DeepReadonly<T[Name]> }
    : T;

/** A fact as its contract takes it, without the fields that are sealed. */
type FactOfContract<C> = C extends {
  readonly type: infer T extends string;
  readonly data: infer S extends z.ZodType;
}
  ? { readonly type: T; readonly data: DeepReadonly<z.input<S>> }
  : never;

/** Any fact that Vigil may state: the union over the whole catalogue. */
export type Fact = FactOfContract<KnownContract>;

export type FactType = Fact['type'];

/** The fact of one type, for example `FactOf<'session.blocked.v1'>`. */
export type FactOf<T extends FactType> = Extract<Fact, { readonly type: T }>;

/** A fact that its published contract does not describe. */
class FactInvalidError extends Error {
  override readonly name = 'FactInvalidError';
}

/** Checks a fact against its contract, strictly: a field that the contract does not have is refused, too. */
export const checkFact = ({ type, data }: { readonly type: string; readonly data: object }): void => {
  const contract: AnyContract | undefined = contractOf(type);
  if (contract === undefined) throw new FactInvalidError(`no contract is called ${type}`);
  const checked = contract.data.strict().safeParse(data);
  if (!checked.success) throw new FactInvalidError(`${type} breaks its contract: ${checked.error.message}`);
};
