/** Whether an event matches. */
export type Pattern = (event: unknown) => boolean;

type Test = (value: unknown, exists: boolean) => boolean;

/**
 * Compiles an event pattern of a rule or of an event source mapping's filter.
 * Source: "Comparison operators for use in event patterns", Amazon EventBridge User Guide.
 * @throws for an operator that the stage does not know.
 */
export function compilePattern(pattern: unknown, path = ''): Pattern {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern))
    throw new Error(`The event pattern at ${path || 'its root'} must be an object`);
  const tests = Object.entries(pattern as Record<string, unknown>).map(([key, expected]) => {
    if (key.startsWith('$')) throw new Error(`The stage does not know the pattern operator ${key}`);
    return [
      key,
      Array.isArray(expected) ? anyOf(expected, `${path}/${key}`) : nested(expected, `${path}/${key}`),
    ] as const;
  });
  return (event) => {
    const members = Object(event) as Record<string, unknown>;
    return tests.every(([key, test]) => test(members[key], Object.hasOwn(members, key)));
  };
}

function nested(expected: unknown, path: string): Test {
  const pattern = compilePattern(expected, path);
  // A list of objects matches when any of its members does.
  return (value) => (Array.isArray(value) ? value.some(pattern) : pattern(value));
}

function anyOf(expected: readonly unknown[], path: string): Test {
  if (expected.length === 0) throw new Error(`The event pattern at ${path} has an empty list`);
  const tests = expected.map((item) => single(item, path));
  return (value, exists) => {
    if (!Array.isArray(value)) return tests.some((test) => test(value, exists));
    return value.length === 0
      ? tests.some((test) => test(undefined, false))
      : value.some((item) => tests.some((test) => test(item, exists)));
  };
}

function single(expected: unknown, path: string): Test {
  if (typeof expected !== 'object' || expected === null)
    return (value, exists) => exists && value === expected;
  const [[operator, operand] = [], ...others] = Object.entries(expected as Record<string, unknown>);
  if (others.length > 0) throw new Error(`The event pattern at ${path} mixes operators`);
  switch (operator) {
    case 'exists':
      return (_, exists) => exists === operand;
    case 'prefix':
      return text(operand, path, (value, prefix) => value.startsWith(prefix));
    case 'suffix':
      return text(operand, path, (value, suffix) => value.endsWith(suffix));
    case 'equals-ignore-case':
      return text(operand, path, (value, wanted) => value.toLowerCase() === wanted.toLowerCase());
    case 'anything-but': {
      const items: unknown[] = Array.isArray(operand) ? operand : [operand];
      const excluded = items.map((item) => single(item, path));
      return (value, exists) => exists && !excluded.some((test) => test(value, exists));
    }
    case 'numeric':
      return numeric(operand, path);
    default:
      throw new Error(`The stage does not know the pattern operator ${operator ?? ''} at ${path}`);
  }
}

function text(operand: unknown, path: string, test: (value: string, operand: string) => boolean): Test {
  if (typeof operand !== 'string') throw new Error(`The pattern operator at ${path} needs a text`);
  return (value) => typeof value === 'string' && test(value, operand);
}

function numeric(operand: unknown, path: string): Test {
  if (!Array.isArray(operand)) throw new Error(`The numeric pattern at ${path} is not understood`);
  const operands = operand as readonly unknown[];
  const comparisons: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operands.length; index += 2) {
    const [operator, limit] = [operands[index], Number(operands[index + 1])];
    const compare = {
      '=': (value: number) => value === limit,
      '<': (value: number) => value < limit,
      '<=': (value: number) => value <= limit,
      '>': (value: number) => value > limit,
      '>=': (value: number) => value >= limit,
    }[String(operator)];
    if (!compare || Number.isNaN(limit)) throw new Error(`The numeric pattern at ${path} is not understood`);
    comparisons.push(compare);
  }
  return (value) => typeof value === 'number' && comparisons.every((compare) => compare(value));
}
