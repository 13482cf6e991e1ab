import type { AwsError } from './service.ts';

/** Form parameters by their dots: `MessageAttributes.entry.1.Name` is four levels deep. */
interface Tree {
  [part: string]: Tree | string;
}

/**
 * The AWS Query protocol, which SNS speaks: form parameters in, XML out.
 * Source: "Making Query requests", Amazon SNS; Smithy "AWS query protocol".
 */
export function parseQuery(body: string): { operation: string; input: unknown } {
  const tree: Tree = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let node = tree;
    for (const part of path) {
      const next = node[part];
      node = typeof next === 'object' ? next : (node[part] = {});
    }
    node[last] = value;
  }
  const { Action, Version: _, ...input } = tree;
  return { operation: typeof Action === 'string' ? Action : '', input: collect(input) };
}

/** Folds `{member: {1: a, 2: b}}` to a list and `{entry: {1: {Name, Value}}}` to an object. */
function collect(node: Tree | string): unknown {
  if (typeof node === 'string') return node;
  if (typeof node['member'] === 'object') return inOrder(node['member']).map(collect);
  if (typeof node['entry'] !== 'object')
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, collect(value)]));
  const entries = inOrder(node['entry']).filter((entry) => typeof entry === 'object');
  return Object.fromEntries(
    entries.map(({ Name, key, Value, value }) => [Name ?? key, collect(Value ?? value ?? '')]),
  );
}

const inOrder = (numbered: Tree): (Tree | string)[] =>
  Object.entries(numbered)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);

export function answerXml(operation: string, result: unknown, requestId: string): string {
  return (
    `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${operation}Result>${xmlOf(result)}` +
    `</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`
  );
}

export function errorXml({ code, message, status }: AwsError, requestId: string): string {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  const space = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
  return `<ErrorResponse ${space}><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

/** Of objects, texts and booleans: no operation that the stage knows answers with a list. */
function xmlOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean') return escapeXml(String(value));
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, item]) => `<${key}>${xmlOf(item)}</${key}>`)
    .join('');
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
