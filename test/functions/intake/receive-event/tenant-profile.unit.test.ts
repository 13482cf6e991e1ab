import { describe, expect, test } from 'vitest';
import { tenantProfilePublished } from '../../../../events/tenancy.ts';
import { checkStated } from '../../../../functions/intake/receive-event/check-stated.ts';

const check = (stated: object) =>
  checkStated(
    tenantProfilePublished,
    { displayName: 'Riverbend', language: 'en', timeZone: 'America/Chicago', ...stated },
    '2027-03-01T10:00:00Z',
    { originationNumber: '+12025550100', phoneCountries: ['US'] },
  );

describe('the profile of a tenant', () => {
  test.each(['Riverbend', 'North-Hill2', 'A&B'])('takes the name %s', (displayName) => {
    expect(tenantProfilePublished.data.shape.displayName.safeParse(displayName).success).toBe(true);
    expect(check({ displayName })).toBeUndefined();
  });

  test.each(['NorthsideTherapy', 'Mental-Health', 'BehavioralOne', 'TheClinic'])(
    'refuses the name %s, which would disclose care on a locked phone',
    (displayName) => {
      expect(check({ displayName })).toMatchObject({ path: 'displayName' });
    },
  );

  test.each(['X', '4821Y', 'Jane Doe', 'Far-Too-Long-For-This', 'Ünderberg', 'two\nlines'])(
    'refuses %j, which does not fit into a text',
    (displayName) => {
      expect(tenantProfilePublished.data.shape.displayName.safeParse(displayName).success).toBe(false);
    },
  );

  test('refuses a time zone that does not exist', () => {
    expect(check({ timeZone: 'America/Nowhere' })).toEqual({
      path: 'timeZone',
      message: 'is not an IANA time zone',
    });
  });
});
