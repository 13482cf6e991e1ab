import * as z from 'zod';
import { read, text } from '../shapes.ts';
import { account, region } from './resource-types.ts';

/** How references leave the value at hand: each stack of the assembly has its own. */
export interface Scope {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  importValue(exportName: string): unknown;
  condition(name: string): boolean;
}

const pseudoParameters: Readonly<Record<string, unknown>> = {
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
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value) as [string, unknown][];
  const [only] = entries;
  if (only && entries.length === 1 && (only[0] === 'Ref' || only[0].startsWith('Fn::')))
    return call(only[0], only[1], scope);
  const resolved = entries.map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
}

const pair = z.tuple([text, z.unknown()]);
const attributePath = z.union([z.tuple([text], text), text.transform((path) => path.split('.'))]);
const selection = z.tuple([z.unknown(), z.unknown()]);
const choice = z.tuple([text, z.unknown(), z.unknown()]);

function call(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return reference(read(name, argument, text), scope);
    case 'Fn::GetAtt': {
      const [logicalId = '', ...attribute] = read(name, argument, attributePath);
      return scope.attribute(logicalId, attribute.join('.'));
    }
    case 'Fn::Join': {
      const [separator, list] = read(name, argument, pair);
      return read(name, resolve(list, scope), z.array(z.unknown())).join(separator);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::ImportValue':
      return scope.importValue(read(name, resolve(argument, scope), text));
    case 'Fn::Select': {
      const [index, list] = read(name, argument, selection);
      return read(name, resolve(list, scope), z.array(z.unknown()))[Number(resolve(index, scope))];
    }
    case 'Fn::Split': {
      const [separator, whole] = read(name, argument, pair);
      return String(resolve(whole, scope)).split(separator);
    }
    case 'Fn::If': {
      const [condition, yes, no] = read(name, argument, choice);
      return resolve(scope.condition(condition) ? yes : no, scope);
    }
    default:
      throw new Error(`The stage does not know the intrinsic function ${name}`);
  }
}

const reference = (name: string, scope: Scope): unknown =>
  name in pseudoParameters ? pseudoParameters[name] : scope.ref(name);

const substitution = z.union([
  text.transform((template): [string, Record<string, unknown>] => [template, {}]),
  z.tuple([text, z.record(text, z.unknown())]),
]);

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = read('Fn::Sub', argument, substitution);
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in variables) return String(resolve(variables[name], scope));
    const [logicalId = '', ...attribute] = name.split('.');
    return String(
      attribute.length > 0 ? scope.attribute(logicalId, attribute.join('.')) : reference(name, scope),
    );
  });
}

/** Evaluates an entry of a template's `Conditions`. */
export function evaluateCondition(value: unknown, scope: Scope): boolean {
  const [[name, argument] = ['', undefined]] = Object.entries(Object(value) as Record<string, unknown>);
  const operands = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  switch (name) {
    case 'Fn::Equals':
      return resolve(operands[0], scope) === resolve(operands[1], scope);
    case 'Fn::Not':
      return !evaluateCondition(operands[0], scope);
    case 'Fn::And':
      return operands.every((operand) => evaluateCondition(operand, scope));
    case 'Fn::Or':
      return operands.some((operand) => evaluateCondition(operand, scope));
    case 'Condition':
      return scope.condition(read(name, argument, text));
    default:
      throw new Error(`The stage does not know the condition function ${name}`);
  }
}
