import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineFact } from '../../events/define.ts';
import { health, opaqueId, personal } from '../../events/fields.ts';

const id = opaqueId('Client', 'clearance', 'client-7f3a');
const about = { title: 'Name', description: 'A name.', purpose: 'care-record', example: 'Example' } as const;
const name = personal(z.string(), about);
const note = health(z.string(), about);

const define = (data: z.ZodObject, fields?: z.ZodObject) => () =>
  // A contract is defined when it is first read.
  defineFact('thing.happened.v1', () => ({
    summary: 'Something happened.',
    origin: 'provider',
    data,
    ...(fields === undefined
      ? {}
      : { sealed: { fields, subject: () => 'roster', recordClass: () => 'thing' } }),
  })).data;

describe('a contract', () => {
  test('may have opaque fields that travel and sensitive ones that are sealed', () => {
    expect(define(z.object({ clientId: id }), z.object({ name, note }))).not.toThrow();
    expect(define(z.object({ clientId: id.optional() }), z.object({ name: name.optional() }))).not.toThrow();
    expect(
      define(z.object({ list: z.array(z.object({ id })) }), z.object({ names: z.array(name) })),
    ).not.toThrow();
  });

  test.each([
    ['a name', z.object({ clientId: id, name }), 'name'],
    ['a note about health', z.object({ note }), 'note'],
    ['an optional name', z.object({ name: name.optional() }), 'name'],
    ['names in a list', z.object({ names: z.array(name) }), 'names'],
    ['a name within a list of objects', z.object({ people: z.array(z.object({ id, name })) }), 'people'],
    ['names by key', z.object({ people: z.record(z.string(), name) }), 'people'],
  ])('that would let %s travel cannot be defined, and the error names the field', (_, data, field) => {
    expect(define(data)).toThrow(
      `thing.happened.v1: ${field}: not marked, or marked one way and placed the other`,
    );
  });

  test('builds its schemas once, when they are first read', () => {
    let built = 0;
    const contract = defineFact('thing.happened.v1', () => {
      built += 1;
      return { summary: 'Something happened.', origin: 'provider', data: z.object({ clientId: id }) };
    });
    expect(contract.type).toBe('thing.happened.v1');
    expect(built).toBe(0);
    expect(contract.data).toBe(contract.data);
    expect({ ...contract }).toMatchObject({ summary: 'Something happened.', origin: 'provider' });
    expect(built).toBe(1);
  });

  test('that would seal an opaque field cannot be defined', () => {
    expect(define(z.object({ clientId: id }), z.object({ sessionId: id, name }))).toThrow('sessionId');
  });

  test('whose field says nothing of what it holds cannot be defined', () => {
    expect(define(z.object({ clientId: id, remark: z.string() }))).toThrow('remark');
    expect(define(z.object({ list: z.array(z.object({ id, remark: z.string() })) }))).toThrow('list');
  });
});
