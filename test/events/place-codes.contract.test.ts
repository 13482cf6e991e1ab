import { describe, expect, it, test } from 'vitest';
import { catalogue } from '../../events/catalogue.ts';
import { clientRegistered } from '../../events/client.ts';
import { type AnyContract, statedData } from '../../events/define.ts';
import { isPlaceCode } from '../../events/place-codes.ts';
import { exampleOf } from './examples.ts';

const read = (jurisdiction: string) =>
  clientRegistered.data.safeParse({ clientId: 'client-7f3a', jurisdiction });
const messageFor = (jurisdiction: string) => read(jurisdiction).error?.issues.map(({ message }) => message);

describe('a place', () => {
  it.each(['US-CA', 'US-PR', 'PR', 'GB-SCT', 'IE', 'DE-BY', 'CA-ON', 'AU-NSW', 'NZ'])(
    'that ISO 3166 has is taken: %s',
    (code) => expect(read(code).data?.jurisdiction).toBe(code),
  );

  it('in small letters is read as the same place', () => {
    expect(read('us-ca').data?.jurisdiction).toBe('US-CA');
    expect(read('Gb-Eng').data?.jurisdiction).toBe('GB-ENG');
  });

  it.each([
    ['US-ZZ', '"US-ZZ" is not a code of ISO 3166-2: US has no subdivision of that name'],
    ['US-ENG', '"US-ENG" is not a code of ISO 3166-2: US has no subdivision of that name'],
    ['us-zz', '"US-ZZ" is not a code of ISO 3166-2: US has no subdivision of that name'],
    ['UK', '"UK" is not a code of ISO 3166: no country has it'],
    ['XX-01', '"XX-01" is not a code of ISO 3166: no country has it'],
  ])('that ISO 3166 does not have is refused by name: %s', (code, message) =>
    expect(messageFor(code)).toEqual([message]),
  );

  it.each(['California', 'US-', '-CA', 'US-CALIF', 'US CA', '', 'CONSTRUCTOR', '__'])(
    'that is no code is refused without being quoted: "%s"',
    (code) => expect(messageFor(code)).toEqual(['must be an ISO 3166 code such as "US-CA" or "IE"']),
  );

  it('is no name that every object has', () => expect(isPlaceCode('constructor')).toBe(false));
});

/** Every value in the example of a contract that is a place, as the path to it. */
const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))
    : typeof value === 'string' && /^[A-Z]{2}-[A-Z]{2,3}$/.test(value)
      ? [path]
      : [];

const withAt = (value: unknown, [key, ...rest]: readonly string[], put: string): unknown =>
  key === undefined
    ? put
    : Array.isArray(value)
      ? value.map((each: unknown, index) => (String(index) === key ? withAt(each, rest, put) : each))
      : { ...(value as object), [key]: withAt((value as Record<string, unknown>)[key], rest, put) };

const contracts: readonly AnyContract[] = catalogue;
const cases = contracts.flatMap((contract) => {
  const { data } = exampleOf(contract.type) as { data: unknown };
  return placesIn(data).map((path) => ({ type: contract.type, at: path.join('.'), path, data, contract }));
});

describe('each event that carries a place refuses one that does not exist', () => {
  test('there are some', () => expect(cases.length).toBeGreaterThan(4));

  test.each(cases)('$type at $at', ({ contract, data, path }) => {
    expect(statedData(contract).safeParse(data).success).toBe(true);
    const result = statedData(contract).safeParse(withAt(data, path, 'US-ZZ'));
    expect(result.error?.issues.map(({ message }) => message)).toEqual([
      '"US-ZZ" is not a code of ISO 3166-2: US has no subdivision of that name',
    ]);
  });
});
