import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { contractDocs, folder } from '../../build/contract-docs.ts';
import { catalogue } from '../../events/catalogue.ts';
import type { AnyContract } from '../../events/define.ts';

type Json = Record<string, unknown>;

const docs = contractDocs();
const read = (path: string): Json => JSON.parse(docs.get(path) ?? 'null') as Json;
const example = (type: string): Json =>
  JSON.parse(readFileSync(`events/examples/${type}.json`, 'utf8')) as Json;
const contracts: readonly AnyContract[] = catalogue;
const types = contracts.map(({ type }) => type);

it('docs/contracts says what the contracts say (else: npm run docs)', () => {
  expect(existsSync(folder)).toBe(true);
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.json'),
  );
  expect(written.sort()).toEqual([...docs.keys()].sort());
  for (const [path, text] of docs) expect(readFileSync(join(folder, path), 'utf8'), path).toBe(text);
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

describe('AsyncAPI', () => {
  const document = read('asyncapi.json');

  it('is valid by the schema of AsyncAPI 3.0', () => {
    const load = createRequire(import.meta.url);
    const schema = load('@asyncapi/specs/schemas/3.0.0.json') as Json;
    const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
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

  it('refers only to schemas that are there, and offers no fact that only Vigil states', () => {
    const text = JSON.stringify(document);
    const files = [...text.matchAll(/"\$ref":"\.\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(files.filter((path) => !docs.has(path))).toEqual([]);
    const stated = contracts
      .filter(({ origin }) => origin === 'provider')
      .map(({ type }) => `schemas/${type}.json`);
    expect(files.sort()).toEqual(stated.sort());
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
