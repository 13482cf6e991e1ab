import type { Input } from './service.ts';
import { account, region } from './resource-types.ts';

/** How references leave the value at hand: each stack of the assembly has its own. */
export interface Scope {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  importValue(exportName: string): unknown;
  condition(name: string): boolean;
}

const pseudoParameters: Record<string, unknown> = {
  'AWS::AccountId': account,
  'AWS::NoValue': undefined,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * Resolves CloudFormation intrinsic functions in a template value.
 * Source: "Intrinsic function reference", AWS CloudFormation Template Reference. An unknown function is an error.
 */
export function resolve(value: Input, scope: Scope): Input {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  const only = keys[0];
  if (keys.length === 1 && only !== undefined && (only === 'Ref' || only.startsWith('Fn::')))
    return call(only, value[only], scope);
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function call(name: string, argument: Input, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return reference(argument, scope);
    case 'Fn::GetAtt': {
      const [logicalId, ...attribute] = Array.isArray(argument) ? argument : String(argument).split('.');
      return scope.attribute(logicalId, attribute.join('.'));
    }
    case 'Fn::Join':
      return resolve(argument[1], scope).join(argument[0]);
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::ImportValue':
      return scope.importValue(resolve(argument, scope));
    case 'Fn::Select': {
      const [index, list] = argument;
      return resolve(list, scope)[Number(resolve(index, scope))];
    }
    case 'Fn::Split':
      return String(resolve(argument[1], scope)).split(argument[0]);
    case 'Fn::If':
      return resolve(scope.condition(argument[0]) ? argument[1] : argument[2], scope);
    default:
      throw new Error(`The stage does not know the intrinsic function ${name}`);
  }
}

const reference = (name: string, scope: Scope): unknown =>
  name in pseudoParameters ? pseudoParameters[name] : scope.ref(name);

function substitute(argument: Input, scope: Scope): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in variables) return String(resolve(variables[name], scope));
    const [logicalId = '', ...attribute] = name.split('.');
    return String(
      attribute.length > 0 ? scope.attribute(logicalId, attribute.join('.')) : reference(name, scope),
    );
  });
}

/** Evaluates an entry of a template's `Conditions`. */
export function evaluateCondition(value: Input, scope: Scope): boolean {
  const [name, argument] = Object.entries<Input>(value)[0] ?? [];
  switch (name) {
    case 'Fn::Equals':
      return resolve(argument[0], scope) === resolve(argument[1], scope);
    case 'Fn::Not':
      return !evaluateCondition(argument[0], scope);
    case 'Fn::And':
      return argument.every((item: Input) => evaluateCondition(item, scope));
    case 'Fn::Or':
      return argument.some((item: Input) => evaluateCondition(item, scope));
    case 'Condition':
      return scope.condition(argument);
    default:
      throw new Error(`The stage does not know the condition function ${name}`);
  }
}
