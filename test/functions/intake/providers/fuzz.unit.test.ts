import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { catalogue, contractOf } from '../../../../events/catalogue.ts';
import { translateFhir } from '../../../../functions/intake/fhir/translate-fhir.ts';
import { providerIds } from '../../../../functions/intake/provider-ids.ts';
import { translateChime } from '../../../../functions/intake/providers/chime.ts';
import { fhirResources } from './fhir-resources.ts';
import { postEvents, webhookSecret } from './receive-event.ts';
import { now, samples, signed } from './requests.ts';
import { receive } from './webhook.ts';

/** Sound payloads in which one or a few places hold something else: what gets past the first look breaks the second. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    '',
    '🕊',
    'é'.repeat(600),
    1e308,
    -1,
    0.1,
    8.64e15,
    1e13,
    [],
    {},
    [[]],
    '2027-13-45T99:99:99Z',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'Patient/',
    '/',
    '|',
    '2027-02-30',
    '0000-01-01T00:00:00Z',
  ),
);

type Place = readonly (string | number)[];

const placesIn = (value: unknown, at: Place = []): Place[] =>
  typeof value === 'object' && value !== null
    ? [
        at,
        ...Object.entries(value).flatMap(([key, inner]) =>
          placesIn(inner, [...at, Array.isArray(value) ? Number(key) : key]),
        ),
      ]
    : [at];

const withAt = (value: unknown, [first, ...rest]: Place, put: unknown): unknown => {
  if (first === undefined) return put;
  if (Array.isArray(value))
    return value.map((inner: unknown, index) => (index === first ? withAt(inner, rest, put) : inner));
  if (typeof value !== 'object' || value === null) return value;
  return { ...value, [first]: withAt((value as Record<string, unknown>)[first], rest, put) };
};

const spoiled = (sound: unknown): fc.Arbitrary<unknown> => {
  const places = placesIn(sound);
  return fc
    .array(fc.tuple(fc.constantFrom(...places), strange), { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((value, [place, put]) => withAt(value, place, put), sound));
};

const runs = Number(process.env['FUZZ_RUNS'] ?? 150);

describe.each(Object.entries(samples))('%s', (provider, sample) => {
  const form = sample.contentType.includes('urlencoded');
  const sound: unknown = form
    ? Object.fromEntries(new URLSearchParams(sample.body))
    : JSON.parse(sample.body);
  const bytesOf = (value: unknown): string =>
    form && typeof value === 'object' && value !== null
      ? new URLSearchParams(
          Object.entries(value).map(([name, each]): [string, string] => [name, String(each)]),
        ).toString()
      : JSON.stringify(value);

  it('a spoiled payload is never our fault, and nothing unsound is published', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled(sound), async (payload) => {
        const { status, published } = await receive(provider, await signed(provider, bytesOf(payload)));
        expect(status).toBeLessThan(500);
        for (const { type, time, data } of published) {
          expect(contractOf(type)?.data.safeParse(data).success).toBe(true);
          expect(new Date(time).toISOString()).toBe(time);
        }
      }),
      { numRuns: runs },
    );
  });

  it('neither are arbitrary bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), async (body) => {
        expect((await receive(provider, await signed(provider, body))).status).toBeLessThan(500);
      }),
      { numRuns: runs },
    );
  });

  it('nor are arbitrary headers', async () => {
    const names = Object.keys((await signed(provider)).headers);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), fc.string()), async (headers) => {
        const request = { body: sample.body, headers: { 'content-type': sample.contentType, ...headers } };
        const { status, published } = await receive(provider, request);
        expect(status).toBeLessThan(500);
        expect(published).toEqual([]);
      }),
      { numRuns: runs },
    );
  });
});

describe.each(catalogue.map(({ type }) => type))('%s', (type) => {
  const example = JSON.parse(readFileSync(`events/examples/${type}.json`, 'utf8')) as unknown;

  it('a spoiled event is refused or taken, and never our fault', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled(example), async (event) => {
        const body = JSON.stringify(event);
        const at = new Date();
        const headers = {
          'content-type': 'application/cloudevents+json',
          'vigil-tenant': 'demo-clinic',
          'webhook-id': 'evt-1',
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(webhookSecret).sign('evt-1', at, body),
        };
        expect((await postEvents(body, headers)).status).toBeLessThan(500);
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });
});

describe('translators by themselves', () => {
  const ids = providerIds('example-key', 'test');

  it.each(Object.entries(fhirResources))('FHIR %s', (_, resource) => {
    fc.assert(
      fc.property(spoiled(resource), (payload) => {
        expect(() => translateFhir(payload, ids, now)).not.toThrow();
      }),
      { numRuns: runs * 2 },
    );
  });

  it('Chime', () => {
    const detail = {
      eventType: 'chime:AttendeeDropped',
      timestamp: 1,
      meetingId: 'm',
      attendeeId: 'a',
      externalUserId: 'u',
    };
    fc.assert(
      fc.property(spoiled(detail), (payload) => {
        expect(() => translateChime(payload, ids)).not.toThrow();
      }),
      { numRuns: runs * 2 },
    );
  });

  it('a questionnaire nested a thousand deep costs nobody the stack', () => {
    const deep = JSON.parse('{"item":['.repeat(1000) + '{}' + ']}'.repeat(1000)) as object;
    const response = { resourceType: 'QuestionnaireResponse', id: 'q', status: 'completed', ...deep };
    expect(translateFhir(response, ids, now)).toMatchObject({
      outcome: 'unreadable',
      complaints: [{ code: 'too-costly' }],
    });
    const bundle = {
      resourceType: 'Bundle',
      entry: [{ resource: { resourceType: 'Questionnaire', ...deep } }, { resource: response }],
    };
    expect(translateFhir(bundle, ids, now).outcome).toBe('unreadable');
  });
});
