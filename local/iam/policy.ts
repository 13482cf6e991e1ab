import * as z from 'zod';
import { anyObject, read, text, texts } from '../shapes.ts';

/**
 * A policy document, of which the stage reads principals and conditions; @cloud-copilot/iam-simulate judges by the
 * whole of it.
 */
export const policyDocument = z.looseObject({
  Statement: z.union([z.array(anyObject), anyObject.transform((statement) => [statement])]).default([]),
});
export interface Policy {
  readonly Statement: readonly Statement[];
}
export type Statement = object;

const statement = z.looseObject({
  Principal: z
    .looseObject({ Service: z.union([texts, text.transform((one) => [one])]).optional() })
    .optional()
    .catch(undefined),
  Action: z.union([texts, text.transform((one) => [one])]).default(() => ['*']),
  Condition: z.record(z.string(), anyObject).default({}),
});

/** The AWS services that a statement speaks to; undefined where it speaks to others. */
export const servicesOf = (given: Statement): readonly string[] | undefined =>
  read('A policy statement', given, statement).Principal?.Service;

/** The actions that a statement is about, as patterns in lower case; all of them where it lists those that it is not about. */
export const actionsOf = (given: Statement): readonly string[] =>
  read('A policy statement', given, statement).Action.map((action) => action.toLowerCase());

/** The condition keys and policy variables that a statement mentions, in lower case. */
export function conditionKeysOf(given: Statement): string[] {
  const { Condition } = read('A policy statement', given, statement);
  const variables = JSON.stringify(given).matchAll(/\$\{([^},?*$]+)/g);
  return [
    ...Object.values(Condition).flatMap((operands) => Object.keys(operands)),
    ...Array.from(variables, ([, variable = '']) => variable.trim()),
  ].map((key) => key.toLowerCase());
}
