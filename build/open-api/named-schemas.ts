import type { Json } from '../json-schema.ts';

export const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/**
 * The components of the document. Each object and each list of codes within a schema becomes a component, too, named by
 * the path to it (`RosterPublishedV1ScheduleLayer`): generators name inner types by the last word alone and number those
 * that collide. A name depends on its path only, so a new event renames no type of a client. A part that equals a schema
 * given before becomes a reference to that schema.
 */
export const componentsOf = (schemas: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> => {
  const components: Record<string, Json> = {};
  const given = new Map<string, string>();

  const moved = (schema: Json, name: string): Json => {
    const known = given.get(JSON.stringify(shapeOf(schema)));
    if (known !== undefined) return { ...refTo(known), ...annotationsOf(schema) };
    const inner = withNamedParts(schema, name);
    if (schema['properties'] === undefined && schema['enum'] === undefined) return inner;
    if (components[name] !== undefined) throw new Error(`two schemas are called ${name}`);
    components[name] = shapeOf(inner);
    return { ...refTo(name), ...annotationsOf(schema) };
  };

  const withNamedParts = (schema: Json, name: string): Json => {
    const { properties, items, additionalProperties, oneOf, anyOf } = schema as Parts;
    const way = name.replace(/Data$/, '');
    const variant = (part: Json): Json =>
      part['properties'] === undefined ? part : moved(part, way + variantName(part));
    return {
      ...schema,
      ...(oneOf && { oneOf: oneOf.map(variant) }),
      ...(anyOf && { anyOf: anyOf.map(variant) }),
      ...(properties && {
        properties: mapValues(properties, (part, key) => moved(part, way + capitalized(key))),
      }),
      ...(items && { items: moved(items, singular(name)) }),
      ...(typeof additionalProperties === 'object' && {
        additionalProperties: moved(additionalProperties, singular(name)),
      }),
    };
  };

  for (const [name, schema] of Object.entries(schemas)) {
    const { title: _, ...inner } = withNamedParts(schema, name);
    if (components[name] !== undefined) throw new Error(`two schemas are called ${name}`);
    components[name] = inner;
    given.set(JSON.stringify(shapeOf(schema)), name);
  }
  return components;
};

interface Parts {
  readonly properties?: Readonly<Record<string, Json>>;
  readonly items?: Json;
  readonly additionalProperties?: Json | boolean;
  readonly oneOf?: readonly Json[];
  readonly anyOf?: readonly Json[];
}

/** What tells one of several forms from the others: the value of its first field where that is fixed, else that field. */
const variantName = (schema: Json): string => {
  const [[field, part] = ['', {}]] = Object.entries((schema as Parts).properties ?? {});
  const fixed = part['const'];
  return (typeof fixed === 'string' ? fixed : field).split('-').map(capitalized).join('');
};

/** What is said about a value at its place. It stays there when the shape becomes a component. */
const isAnnotation = (key: string): boolean =>
  ['title', 'description', 'examples'].includes(key) || key.startsWith('x-');

const annotationsOf = (schema: Json): Json =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => isAnnotation(key) && key !== 'title'));

const shapeOf = (schema: Json): Json =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !isAnnotation(key)));

const mapValues = (values: Readonly<Record<string, Json>>, map: (value: Json, key: string) => Json): Json =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The name of one of them: `Tiers` -> `Tier`. */
const singular = (name: string): string =>
  name
    .replace(/People$/, 'Person')
    .replace(/ies$/, 'y')
    .replace(/(?<!s)s$/, '');
