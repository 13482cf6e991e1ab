import type { AwsError, Input } from './service.ts';

/**
 * The AWS Query protocol, which SNS speaks: form parameters in, XML out.
 * Source: "Making Query requests", Amazon SNS; Smithy "AWS query protocol".
 */
export function parseQuery(body: string): { operation: string; input: Input } {
  const tree: Input = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split('.');
    let node = tree;
    for (const part of path.slice(0, -1)) node = node[part] ??= {};
    node[path.at(-1) ?? ''] = value;
  }
  const { Action: operation, Version: _, ...input } = tree;
  return { operation, input: collect(input) };
}

/** Folds `{member: {1: a, 2: b}}` to a list and `{entry: {1: {Name, Value}}}` to an object. */
function collect(node: Input): Input {
  if (typeof node !== 'object') return node;
  const numbered = node.member ?? node.entry;
  if (numbered === undefined)
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, collect(value)]));
  const items = Object.keys(numbered)
    .sort((a, b) => Number(a) - Number(b))
    .map((index) => collect(numbered[index]));
  if (node.member) return items;
  return Object.fromEntries(items.map((item) => [item.Name ?? item.key, item.Value ?? item.value]));
}

export function answerXml(operation: string, result: Input, requestId: string): string {
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

function xmlOf(value: Input): string {
  if (typeof value !== 'object' || value === null) return escapeXml(String(value ?? ''));
  return Object.entries<Input>(value)
    .map(([key, item]) => {
      const inner = Array.isArray(item)
        ? item.map((each) => `<member>${xmlOf(each)}</member>`).join('')
        : xmlOf(item);
      return `<${key}>${inner}</${key}>`;
    })
    .join('');
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
