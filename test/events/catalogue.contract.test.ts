import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue, contractOf } from '../../events/catalogue.ts';
import { type AnyContract, statedData } from '../../events/define.ts';
import { envelope } from '../../events/envelope.ts';
import { exampleDataOf, exampleOf } from './examples.ts';
import { type Leaf, leavesOf, sensitive } from './leaves.ts';

/** The files in which the types of a subject are. */
const filesOf: Readonly<Record<string, readonly string[]>> = {
  subscription: ['delivery'],
  access: ['record'],
  assent: ['consent'],
  clearance: ['clearance'],
  client: ['client'],
  clinician: ['clinician'],
  consent: ['consent'],
  delivery: ['delivery'],
  drill: ['operations'],
  endpoint: ['tenancy'],
  erasure: ['erasure'],
  hold: ['hold'],
  incident: ['incident'],
  participant: ['presence'],
  person: ['tenancy'],
  readiness: ['operations'],
  record: ['record'],
  retention: ['retention'],
  risk: ['risk'],
  room: ['presence'],
  roster: ['roster'],
  screening: ['risk'],
  session: ['session', 'clearance'],
  staff: ['roster'],
  tenant: ['tenancy'],
  watchdog: ['operations'],
};

const folder = join(import.meta.dirname, '../../events');
const contracts: readonly AnyContract[] = catalogue;
const types = contracts.map(({ type }) => type);

const travelling = ({ data }: AnyContract): readonly Leaf[] => leavesOf(data);
const sealed = (contract: AnyContract): readonly Leaf[] =>
  contract.sealed === undefined ? [] : leavesOf(contract.sealed.fields);

describe('the catalogue', () => {
  test('has every type once, with a version, and finds it by its name', () => {
    expect(new Set(types).size).toBe(types.length);
    for (const contract of contracts) {
      expect(contract.type).toMatch(/^[a-z]+\.[a-z-]+\.v[1-9]\d*$/);
      expect(contractOf(contract.type)).toBe(contract);
    }
    expect(contractOf('constructor')).toBeUndefined();
  });

  test('has every contract that a file exports, and each is in the file of its subject', async () => {
    const machinery = ['catalogue', 'classification', 'define', 'envelope', 'facts', 'fields', 'place-codes'];
    const files = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -'.ts'.length))
      .filter((name) => !machinery.includes(name));
    const exported: string[] = [];
    for (const file of files) {
      const module = (await import(`../../events/${file}.ts`)) as Record<string, AnyContract>;
      for (const { type } of Object.values(module)) {
        expect(filesOf[type.split('.')[0] ?? ''], type).toContain(file);
        exported.push(type);
      }
    }
    expect(exported.sort()).toEqual(types.toSorted());
  });

  test('has one example file for each type, and no other', () => {
    const files = readdirSync(join(folder, 'examples'));
    expect(files.sort()).toEqual(types.map((type) => `${type}.json`).sort());
  });

  test('says of each type in a sentence what it means', () => {
    for (const { summary } of contracts) expect(summary).toMatch(/^[A-Z"].{15,}\.$/);
  });
});

describe.each(contracts.map((contract) => ({ type: contract.type, contract })))(
  '$type',
  ({ type, contract }) => {
    const stated = statedData(contract);
    const example = exampleDataOf(type);

    test('is shown by its example, which holds every field and nothing else', () => {
      const event = envelope.parse(exampleOf(type));
      expect(event.type).toBe(type);
      expect(stated.parse(example)).toEqual(example);
      expect(contract.check?.(example)).toBeUndefined();
      expect(Object.keys(example).sort()).toEqual(Object.keys(stated.shape).sort());
      expect(event.source).toBe(contract.origin === 'vigil' ? 'urn:vigil' : 'urn:example:platform');
      expect(event.tenantid !== undefined).toBe(contract.origin === 'vigil');
    });

    test('says of every field, also of nested ones, what it is and what it is for', () => {
      for (const { path, mark } of leavesOf(stated)) {
        const where = `${type} ${path.join('.')}`;
        expect(mark?.title, where).toMatch(/^[A-Z]/);
        expect(mark?.description, where).toMatch(/^[A-Z].*\.$/);
        expect(mark?.classification, where).toBeDefined();
        expect(mark?.purpose, where).toBeDefined();
        expect(mark?.retention, where).toBe(sensitive.includes(mark?.classification) ? 'record' : 'ledger');
        expect(mark?.['examples'], where).toHaveLength(1);
      }
    });

    test('gives for every field an example that the field takes', () => {
      for (const { path, mark, marked } of leavesOf(stated)) {
        for (const value of mark?.['examples'] as unknown[]) {
          expect(marked.safeParse(value).success, `${type} ${path.join('.')}`).toBe(true);
        }
      }
    });

    test('holds what is sensitive only where it is sealed, and seals nothing else', () => {
      for (const { path, mark } of travelling(contract)) {
        expect(sensitive, `${type} ${path.join('.')}`).not.toContain(mark?.classification);
      }
      for (const { path, mark } of sealed(contract)) {
        expect(sensitive, `${type} ${path.join('.')}`).toContain(mark?.classification);
      }
    });

    test('drops fields that it does not know, at every depth', () => {
      const litter = (value: unknown): unknown =>
        Array.isArray(value)
          ? value.map(litter)
          : typeof value === 'object' && value !== null
            ? {
                ...Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, litter(inner)])),
                unheardOf: 'a person called X',
              }
            : value;
      expect(contract.data.parse(litter(contract.data.parse(example)))).toEqual(contract.data.parse(example));
    });

    test('lets no sealed field through among those that travel', () => {
      const names = Object.keys(contract.sealed?.fields.shape ?? {});
      expect(Object.keys(contract.data.shape).filter((name) => names.includes(name))).toEqual([]);
      for (const name of names) expect(contract.data.parse(example)).not.toHaveProperty(name);
    });

    test('has no travelling field that takes free text', () => {
      for (const { path, schema } of travelling(contract)) {
        for (const text of [
          'a person called X',
          'Jane Doe',
          'x@example.org',
          '+12025550111',
          '12 May 1990',
          '',
        ]) {
          expect(
            schema.safeParse(text).success,
            `${type} ${path.join('.')} takes ${JSON.stringify(text)}`,
          ).toBe(false);
        }
      }
    });

    test('refuses free text wherever its example has a travelling value', () => {
      for (const { path } of travelling(contract)) {
        const data = structuredClone(contract.data.parse(example));
        let holder: Record<string | number, unknown> = data;
        for (const part of path.slice(0, -1)) holder = holder[part] as Record<string | number, unknown>;
        holder[path.at(-1) ?? ''] = 'a person called X';
        expect(contract.data.safeParse(data).success, path.join('.')).toBe(false);
      }
    });
  },
);
