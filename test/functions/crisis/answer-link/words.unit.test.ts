import { describe, expect, test } from 'vitest';
import { ago, localTime } from '../../../../functions/crisis/answer-link/local-time.ts';
import { wordsFor } from '../../../../functions/crisis/answer-link/words.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['es', 'es'],
  ['es-419,es;q=0.9', 'es'],
  ['de-DE,de;q=0.9,es;q=0.5', 'es'],
  ['en;q=0.4, es;q=0.8', 'es'],
  ['es;q=0, en', 'en'],
  ['fr', 'en'],
  ['__proto__, constructor;q=x', 'en'],
])('the language of %j is %s', (accepted, language) => {
  expect(wordsFor(accepted).language).toBe(language);
});

describe('a time', () => {
  const noon = '2027-03-14T17:00:00.000Z';
  test.each([
    ['America/Chicago', 'en-US', /Mar 14, 12:00\sPM CDT/],
    ['America/Chicago', 'es-US', /14 mar, 12:00\sp\.\s?m\. CDT/],
    ['UTC', 'en-US', /Mar 14, 5:00\sPM UTC/],
  ])('is that of %s in %s', (zone, locale, text) => {
    expect(localTime(noon, zone, locale)).toMatch(text);
  });

  test.each([
    [-5, '0 seconds ago'],
    [0, '0 seconds ago'],
    [61, '61 seconds ago'],
    [725, '12 minutes ago'],
    [7199, '119 minutes ago'],
    [7200, '2 hours ago'],
    [200_000, '2 days ago'],
  ])('%i seconds back is %s', (seconds, text) => {
    const now = new Date(Date.parse(noon) + seconds * 1000).toISOString();
    expect(ago(noon, now, 'en-US')).toBe(text);
  });

  test('is said in Spanish, too', () => {
    expect(ago(noon, '2027-03-14T17:12:00.000Z', 'es-US')).toBe('hace 12 minutos');
  });
});
