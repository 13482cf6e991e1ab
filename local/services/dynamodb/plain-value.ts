/**
 * An attribute value without its type.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export function plainValue(attribute: Readonly<Record<string, unknown>>): unknown {
  const [[type, value] = ['', undefined]] = Object.entries(attribute);
  switch (type) {
    case 'N':
      return Number(value);
    case 'NS':
      return (value as string[]).map(Number);
    case 'NULL':
      return null;
    case 'L':
      return (value as Record<string, unknown>[]).map(plainValue);
    case 'M':
      return Object.fromEntries(
        Object.entries(value as Record<string, Record<string, unknown>>).map(([name, inner]) => [
          name,
          plainValue(inner),
        ]),
      );
    default:
      // S, SS, BOOL; and B, BS, which stay base64.
      return value;
  }
}
