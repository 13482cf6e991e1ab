import { describe, expect, test } from 'vitest';
import { type Texting, unfitPhone } from '../../../../functions/intake/receive-event/check-phones.ts';

const texting: Texting = { originationNumber: '+12025550100', phoneCountries: ['US', 'GB', 'ES'] };

describe('a phone that Vigil cannot page is refused:', () => {
  test.each([
    ['its own number', '+12025550100', 'is the number that Vigil texts from'],
    ['a premium-rate number', '+19005550111', 'is a premium-rate number, not a mobile phone'],
    ['a landline where that is certain', '+442079460111', 'is a landline, not a mobile phone'],
    ['a shared-cost number', '+34901123456', 'is a shared-cost number, not a mobile phone'],
    ['a pager', '+447640123456', 'is a pager, not a mobile phone'],
    ['a company-wide number', '+443001234567', 'is a company-wide number, not a mobile phone'],
    ['a number that nobody has', '+12345', 'is not a number that any country has given out'],
    [
      'a phone of a country without delivery',
      '+14165550111',
      'is of a country that this deployment does not text to (phoneCountries: US, GB, ES)',
    ],
    [
      'a satellite phone, which is of no country',
      '+881612345678',
      'is of a country that this deployment does not text to (phoneCountries: US, GB, ES)',
    ],
  ])('%s', (_, number, message) => {
    expect(unfitPhone(number, texting)).toBe(message);
  });
});

test.each([
  ['that may be a landline or a mobile phone', '+12025550111'],
  ['that is toll-free', '+18885550111'],
  ['for fiction in an area that does not exist', '+17005550111'],
])('a number %s is taken', (_, number) => {
  expect(unfitPhone(number, texting)).toBeUndefined();
});

test('a phone of each listed country is taken', () => {
  expect(unfitPhone('+14165550111', { ...texting, phoneCountries: ['US', 'CA'] })).toBeUndefined();
});
