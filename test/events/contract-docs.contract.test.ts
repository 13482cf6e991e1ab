import { readFileSync } from 'node:fs';
import asyncApiSchema from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { contractDocs, openApiFile } from '../../build/contract-docs.ts';
import { catalogue } from '../../events/catalogue.ts';
import type { AnyContract } from '../../events/define.ts';

type Json = Record<string, unknown>;

const docs = contractDocs();
const read = (path: string): Json => JSON.parse(docs.get(path) ?? 'null') as Json;
const example = (type: string): Json =>
  JSON.parse(readFileSync(`events/examples/${type}.json`, 'utf8')) as Json;
const contracts: readonly AnyContract[] = catalogue;
const types = contracts.map(({ type }) => type);

it('docs/openapi.json says what the contracts say (else: npm run docs)', () => {
  expect(readFileSync(openApiFile, 'utf8')).toBe(docs.get('openapi.json'));
});

describe('JSON Schemas', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);

  it.each(types)('%s: the example fits, and without its data it does not', (type) => {
    const validate = ajv.compile(read(`schemas/${type}.json`));
    expect(validate(example(type)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...example(type), data: {} })).toBe(false);
    expect(validate({ ...example(type), type: 'something.else.v1' })).toBe(false);
  });
});

/** The paths of the properties, at any depth, that nothing is said about. */
const undescribed = (value: unknown, path = ''): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries((value as { properties?: Record<string, Json> }).properties ?? {})
    .filter(([, { description }]) => typeof description !== 'string' || description.length < 5)
    .map(([name]) => `${path}.${name}`);
  return [...own, ...Object.entries(value).flatMap(([name, inner]) => undescribed(inner, `${path}.${name}`))];
};

describe('what the documents say of a field', () => {
  it.each(types)('%s: every property has a description, also nested ones', (type) => {
    expect(undescribed(read(`schemas/${type}.json`))).toEqual([]);
  });

  it('every property of a request or answer has a description', () => {
    expect(undescribed((read('openapi.json')['components'] as Json)['schemas'])).toEqual([]);
  });
});

describe('AsyncAPI', () => {
  const document = read('asyncapi.json');

  it('is valid by the schema of AsyncAPI 3.0', () => {
    const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
    addFormats.default(ajv);
    const validate = ajv.compile(asyncApiSchema as Json);
    expect(validate(document), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
    expect(validate({ ...document, channels: 7 })).toBe(false);
  });

  it('names every fact once, with an example that fits its payload and shows nothing sealed', () => {
    const { messages } = document['components'] as {
      messages: Record<string, { payload: Json; examples: { payload: Json }[] }>;
    };
    expect(Object.keys(messages).sort()).toEqual([...types].sort());
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    for (const { type, sealed } of contracts) {
      const { payload, examples } = messages[type] ?? { payload: {}, examples: [] };
      const [shown] = examples;
      expect(ajv.validate(payload, shown?.payload), type).toBe(true);
      const secret = Object.keys(sealed?.fields.shape ?? {});
      expect(
        Object.keys((shown?.payload['data'] ?? {}) as Json).filter((name) => secret.includes(name)),
      ).toEqual([]);
    }
  });

  it('has no reference that leads nowhere', () => {
    const referenced = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path = '']) => path,
    );
    expect(referenced.length).toBeGreaterThan(types.length);
    for (const path of referenced) {
      const found = path.split('/').reduce<unknown>((at, name) => (at as Json | undefined)?.[name], document);
      expect(found, path).toBeDefined();
    }
  });
});

describe('OpenAPI', () => {
  const document = read('openapi.json');

  const components = (document['components'] as { schemas: Record<string, Json> }).schemas;
  const operations = Object.values(document['paths'] as Record<string, Record<string, Json>>).flatMap(
    (path) => Object.values(path),
  );

  it('is complete alone: every reference leads to a component', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    expect(references.length).toBeGreaterThan(20);
    for (const to of references) {
      expect(to).toMatch(/^#\/components\/schemas\/[A-Z][A-Za-z0-9]*$/);
      expect(Object.keys(components)).toContain(to.split('/').at(-1));
    }
    for (const name of Object.keys(components)) expect(name).toMatch(/^[A-Z][A-Za-z0-9]*$/);
  });

  it('offers what a provider states, and no fact that only Vigil states', () => {
    const { mapping } = components['Event']?.['discriminator'] as { mapping: Record<string, string> };
    const stated = contracts.filter(({ origin }) => origin === 'provider').map(({ type }) => type);
    expect(Object.keys(mapping).sort()).toEqual(stated.sort());
  });

  it('has a server, a security requirement for each operation, and a schema for each answer with a body', () => {
    expect(document['servers']).toHaveLength(1);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      const { operationId, responses } = operation;
      expect(operation['security'] ?? document['security'], String(operationId)).toBeDefined();
      for (const { content = {} } of Object.values(responses as Record<string, { content?: Json }>))
        for (const body of Object.values(content)) expect(body, String(operationId)).toHaveProperty('schema');
    }
  });
});

describe('EventBridge schemas', () => {
  it.each(types)('%s: the event on the bus fits, under its own detail-type only', (type) => {
    const { $schema: _, ...schema } = read(`eventbridge/${type}.json`);
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    const event = {
      version: '0',
      id: 'e',
      'detail-type': type,
      source: 's',
      account: '000000000000',
      time: '2027-03-01T10:00:00Z',
      region: 'us-east-1',
      resources: [],
      detail: example(type),
    };
    expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...event, 'detail-type': 'something.else.v1' })).toBe(false);
  });
});
