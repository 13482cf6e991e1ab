import { describe, expect, test } from 'vitest';
import { toInstant } from '../../domain/instant.ts';
import { envelope } from '../../events/envelope.ts';

const event = {
  specversion: '1.0',
  id: 'evt-1',
  source: 'urn:example:platform',
  type: 'session.started.v1',
  time: '2027-03-01T10:00:00Z',
  data: {},
};
const takes = (more: object) => envelope.safeParse({ ...event, ...more }).success;

describe('the envelope', () => {
  test('takes a CloudEvent with the attributes that Vigil needs, and drops the others', () => {
    expect(envelope.parse({ ...event, traceparent: 'a person called X' })).toEqual(event);
  });

  test.each(['specversion', 'id', 'source', 'type', 'time', 'data'])('insists on %s', (attribute) => {
    expect(takes({ [attribute]: undefined })).toBe(false);
  });

  test.each([
    ['specversion', '0.3'],
    ['id', ''],
    ['id', 'a person called X'],
    ['id', 'x'.repeat(129)],
    ['source', 'a person called X'],
    ['source', 'x'.repeat(257)],
    ['type', 'session.started'],
    ['type', 'Session.Started.v1'],
    ['time', '2027-03-01'],
    ['time', '2027-03-01T10:00:00'],
    ['time', '2027-02-30T10:00:00Z'],
    ['time', 'yesterday'],
    ['datacontenttype', 'text/xml'],
    ['tenantid', 'a person called X'],
    ['tenantid', 'other#tenant'],
    ['data', 'a person called X'],
    ['data', []],
    ['data', null],
  ])('refuses %s %j', (attribute, value) => {
    expect(takes({ [attribute]: value })).toBe(false);
  });

  test.each(['+00:00', '-08:00', '+05:30', '+14:00', '-12:00', '+23:59', '+24:00', '+99:99', '-00:00'])(
    'takes no time that is none: one with the offset %s is refused or can be read',
    (offset) => {
      const time = `2027-03-01T10:00:00${offset}`;
      if (takes({ time })) expect(toInstant(time)).toMatch(/^2027-0[23]-/);
    },
  );
});
