import { describe, expect, it } from 'vitest';
import { hasTurned, isAged } from '../../../domain/clearance/age.ts';
import type { Denial, Grant } from '../../../domain/clearance/consent.ts';
import { foreseeClearance } from '../../../domain/clearance/decide-clearance.ts';
import {
  aged,
  blocking,
  type Case,
  decide,
  denial,
  grant,
  guardian,
  now,
  onTreatment,
  partiesOf,
  policy,
  sessionOf,
} from './fixtures.ts';

const own = (given: Case & { conditions?: string[] }) =>
  onTreatment({ consents: { one: { grant: grant({ conditions: given.conditions }) } }, ...given });

describe('the birthday', () => {
  it('has come when it has come everywhere on earth', () => {
    expect(hasTurned('2009-03-01', 18, '2027-03-01T11:59:59.999Z')).toBe(false);
    expect(hasTurned('2009-03-01', 18, '2027-03-01T12:00:00.000Z')).toBe(true);
  });
  it('of a leap day is the first of March', () => {
    expect(hasTurned('2008-02-29', 18, '2026-02-28T23:00:00.000Z')).toBe(false);
    expect(hasTurned('2008-02-29', 18, '2026-03-01T12:00:00.000Z')).toBe(true);
  });
  it('ends the years that a rule covers after the last of them', () => {
    const through = { fromAge: 12, throughAge: 16 };
    expect(isAged('2010-03-01', through, '2027-03-01T11:59:59.999Z')).toBe(true);
    expect(isAged('2010-03-01', through, '2027-03-01T12:00:00.000Z')).toBe(false);
    expect(isAged('2010-03-01', { fromAge: 12 }, '2040-01-01T00:00:00.000Z')).toBe(true);
  });
});

describe('a minor who consents alone', () => {
  it.each([
    ['US-CA', 12, ['found-mature', 'parent-involved-or-excused']],
    ['US-IL', 12, []],
    ['US-IL', 16, []],
    ['US-IL', 17, []],
    ['US-OR', 14, []],
    ['US-WA', 13, []],
    ['US-PA', 14, []],
    ['US-FL', 13, ['statutory-purpose']],
    ['US-TX', 8, ['statutory-purpose']],
  ])('may do so in %s from %i', (jurisdiction, years, conditions) => {
    const given = { jurisdiction, birthDate: aged(years), conditions, plan: { plannedMinutes: 90 } };
    expect(own(given)).toBe('pass consent-in-force');
  });
  it.each([
    ['US-CA', 11],
    ['US-IL', 11],
    ['US-WA', 12],
    ['US-PA', 13],
    ['US-FL', 12],
    ['US-AZ', 17],
    ['US-ZZ', 17],
  ])('may not in %s at %i', (jurisdiction, years) => {
    const conditions = ['found-mature', 'parent-involved-or-excused', 'statutory-purpose'];
    expect(own({ jurisdiction, birthDate: aged(years), conditions })).toBe('fail minor-cannot-consent');
  });
  it.each([[[]], [['found-mature']], [['parent-involved-or-excused']]])(
    'in California not where only %j is attested',
    (conditions) => {
      expect(own({ birthDate: aged(14), conditions })).toBe('fail condition-not-attested');
    },
  );
  it('gave a void consent as a child: it does not heal by a birthday, and the client is asked again', () => {
    const consents = { one: { grant: grant({ at: '2022-01-05T09:00:00.000Z' }) } };
    for (const jurisdiction of ['US-NY', 'US-CA']) {
      expect(onTreatment({ consents, birthDate: aged(19), jurisdiction })).toBe('fail consent-from-minor');
    }
  });
  it('gave a good consent as a minor: it lasts after the birthday, and its limits do not', () => {
    const consents = { one: { grant: grant({ at: '2024-03-05T09:00:00.000Z' }) } };
    const given = { consents, birthDate: aged(18), jurisdiction: 'US-IL', plan: { plannedMinutes: 120 } };
    expect(onTreatment(given)).toBe('pass consent-in-force');
  });
});

describe('a person of 18 or more', () => {
  const places = ['US-CA', 'US-AL', 'US-NE', 'US-MS', 'US-TX', 'US-OR', 'CA-ON', 'DE', 'US-ZZ'];
  const asked = places.flatMap((jurisdiction) =>
    [18, 19, 20, 21, 36].map((years): Case => ({ jurisdiction, birthDate: aged(years) })),
  );
  it('decides for themselves everywhere, also where nobody has reviewed the law', () => {
    for (const given of asked) {
      expect(onTreatment({ ...given, consents: { c: { grant: grant() } } })).toBe('pass consent-in-force');
    }
  });
  it('is never replaced by a parent, whatever the parent states', () => {
    for (const given of asked) {
      for (const changes of [
        {},
        { basis: undefined },
        { relationship: undefined },
        { custody: 'no-order' },
      ] as const) {
        const consents = { g: { grant: guardian(changes) } };
        expect(onTreatment({ ...given, consents })).toBe('fail client-of-age');
      }
    }
  });
  it('is named with the rule of the place', () => {
    const rule = (jurisdiction: string) =>
      decide({ jurisdiction, birthDate: aged(18), consents: { g: { grant: guardian() } } }).checks.find(
        ({ about }) => about === 'telehealth-treatment',
      )?.rule;
    expect(['US-AL', 'US-NE', 'US-MS', 'US-CA', 'US-OR'].map(rule)).toEqual([
      'us-al.majority',
      'us-ne.majority',
      'us-ms.majority',
      'vigil.majority',
      'vigil.majority',
    ]);
  });
});

describe('the limits of a minor’s own consent', () => {
  const held = (count: number, at = '2027-01-01T00:00:00.000Z') =>
    Array.from({ length: count }, (_, index) => ({ sessionId: `old-${String(index)}`, at }));
  const illinois = { jurisdiction: 'US-IL', birthDate: aged(14), plan: { plannedMinutes: 90 } };
  it('Illinois: eight sessions, then a guardian', () => {
    expect(own({ ...illinois, client: { selfConsented: held(7) } })).toBe('pass consent-in-force');
    expect(own({ ...illinois, client: { selfConsented: held(8) } })).toBe('fail sessions-used-up');
  });
  it('does not count the session itself', () => {
    const itself = [...held(7), { sessionId: 'session-1', at: now }];
    expect(own({ ...illinois, client: { selfConsented: itself } })).toBe('pass consent-in-force');
  });
  it('unless a guardian’s knowing would be detrimental', () => {
    const given = {
      ...illinois,
      client: { selfConsented: held(9) },
      conditions: ['guardian-contact-detrimental'],
    };
    expect(own(given)).toBe('pass consent-in-force');
  });
  it('Illinois: ninety minutes, and a length that nobody stated is no length', () => {
    expect(own({ ...illinois, plan: { plannedMinutes: 91 } })).toBe('fail session-too-long');
    expect(own({ ...illinois, plan: {} })).toBe('fail session-length-unknown');
  });
  it('Florida: two visits in any seven days', () => {
    const florida = { jurisdiction: 'US-FL', birthDate: aged(14), conditions: ['statutory-purpose'] };
    const recent = held(2, '2027-02-22T18:00:00.001Z');
    expect(own({ ...florida, client: { selfConsented: recent } })).toBe('fail visits-used-up');
    const older = held(2, '2027-02-22T18:00:00.000Z');
    expect(own({ ...florida, client: { selfConsented: older } })).toBe('pass consent-in-force');
    expect(own({ ...florida, client: { selfConsented: recent.slice(1) } })).toBe('pass consent-in-force');
  });
  it('are marked on the clearance, so that the session is counted once it starts', () => {
    const consents = { one: { grant: grant() } };
    expect(decide({ ...illinois, consents }).selfConsent).toBe(true);
    expect(decide().selfConsent).toBeUndefined();
  });
});

describe('a guardian', () => {
  const by = (changes: Parameters<typeof guardian>[0], given: Case = {}) =>
    onTreatment({ birthDate: aged(10), consents: { one: { grant: guardian(changes) } }, ...given });
  it('says what they are to the client, and why they may consent', () => {
    expect(by({})).toBe('pass consent-in-force');
    expect(by({ relationship: undefined })).toBe('fail guardian-basis-missing');
    expect(by({ basis: undefined })).toBe('fail guardian-basis-missing');
  });
  it('names the order where the right rests on one', () => {
    for (const basis of ['guardianship-order', 'custody-order'] as const) {
      expect(by({ basis })).toBe('fail order-missing');
      expect(by({ basis, orderId: 'order-1' })).toBe('pass consent-in-force');
    }
  });
  it('of an adult needs a guardianship order', () => {
    const of = (changes: Parameters<typeof guardian>[0]) => by(changes, { birthDate: aged(30) });
    expect(of({})).toBe('fail client-of-age');
    expect(of({ basis: 'custody-order', orderId: 'order-1' })).toBe('fail client-of-age');
    expect(of({ basis: 'guardianship-order', orderId: 'order-1' })).toBe('pass consent-in-force');
    // RetentionProfile is a question about children.
    const texan = { birthDate: aged(30), jurisdiction: 'US-TX' };
    expect(by({ basis: 'guardianship-order', orderId: 'order-1' }, texan)).toBe('pass consent-in-force');
  });
  it('may be a court, where its order is named', () => {
    expect(by({ grantor: 'court', orderId: undefined })).toBe('fail order-missing');
    expect(by({ grantor: 'court', orderId: 'order-1' })).toBe('pass consent-in-force');
  });
  it('cannot consent after a birthday between scheduling and session, and that is foreseen', () => {
    const given: Case = {
      birthDate: { status: 'known', date: '2009-03-05' },
      consents: { one: { grant: guardian() } },
      client: { assent: { at: now, eventId: 'a', outcome: 'given' } },
      checkIn: 'none',
      plan: { startsAt: '2027-03-04T18:00:00.000Z' },
    };
    expect(blocking(foreseeClearance(sessionOf(given), partiesOf(given), policy, now))).toEqual([]);
    const later = { ...given, plan: { startsAt: '2027-03-05T18:00:00.000Z' } };
    expect(blocking(foreseeClearance(sessionOf(later), partiesOf(later), policy, now))).toEqual([
      'telehealth-treatment client-of-age',
    ]);
  });
});

describe('in Pennsylvania neither minor nor guardian undoes the other’s consent', () => {
  const pa = { jurisdiction: 'US-PA', birthDate: aged(15) };
  const mine = { one: { grant: grant() } };
  const theirs = { one: { grant: guardian() } };
  it.each([
    ['the guardian’s denial does not revoke the minor’s consent', mine, 'guardian', 'pass consent-in-force'],
    ['the minor’s denial does not revoke the guardian’s consent', theirs, 'client', 'pass consent-in-force'],
    ['the minor’s own no counts', mine, 'client', 'fail consent-denied'],
    ['the guardian’s own no counts', theirs, 'guardian', 'fail consent-denied'],
    ['a court’s no counts', mine, 'court', 'fail consent-denied'],
  ] as const)('%s', (_, consents, deniedBy, expected) => {
    expect(onTreatment({ ...pa, consents, denials: { no: denial({ deniedBy }) } })).toBe(expected);
  });
  it('only from fourteen to majority, and only there', () => {
    const denials = { no: denial({ deniedBy: 'client' }) };
    expect(onTreatment({ ...pa, birthDate: aged(13), consents: theirs, denials })).toBe(
      'fail consent-denied',
    );
    const order = { one: { grant: guardian({ basis: 'guardianship-order', orderId: 'o' }) } };
    expect(onTreatment({ ...pa, birthDate: aged(19), consents: order, denials })).toBe('fail consent-denied');
    expect(onTreatment({ ...pa, jurisdiction: 'US-WA', consents: theirs, denials })).toBe(
      'fail consent-denied',
    );
    const unknown = { status: 'unknown' } as const;
    expect(onTreatment({ ...pa, birthDate: unknown, consents: theirs, denials })).toBe('fail consent-denied');
  });
});

describe('what a school discloses about a minor', () => {
  const disclosure = {
    scope: 'school-disclosure',
    documentId: 'school-disclosure-consent',
    documentVersion: '1',
  } as const;
  const onDisclosure = (of: Grant, denials: Record<string, Denial> = {}, birthDate = aged(15)): string => {
    const consents = { care: { grant: grant() }, school: { grant: of } };
    const { checks } = decide({
      jurisdiction: 'US-WA',
      birthDate,
      plan: { kind: 'school' },
      consents,
      denials,
    });
    const check = checks.find(({ about }) => about === 'school-disclosure');
    return `${check?.status ?? ''} ${check?.reason ?? ''}`;
  };
  const parentsNo = { no: denial({ deniedBy: 'guardian', scope: 'school-disclosure' }) };

  it('is not for the minor to decide, although they may consent to care alone', () => {
    expect(onDisclosure(grant(disclosure))).toBe('fail minor-cannot-consent');
    expect(onDisclosure(guardian(disclosure))).toBe('pass consent-in-force');
  });
  it('stays refused where a parent has refused it, whatever the minor says', () => {
    expect(onDisclosure(grant(disclosure), parentsNo)).toBe('fail consent-denied');
  });
  it('is for the client to decide from 18', () => {
    const now18 = { ...disclosure, at: '2027-02-01T09:00:00.000Z', validFrom: '2027-02-01T09:00:00.000Z' };
    expect(onDisclosure(grant(now18), parentsNo, aged(19))).toBe('pass consent-in-force');
  });
});
