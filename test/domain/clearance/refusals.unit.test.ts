import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientEvent } from '../../../domain/clearance/client.ts';
import type { Consent, Denial, Grant } from '../../../domain/clearance/consent.ts';
import { aged, type Case, denial, grant, guardian, now, onTreatment } from './fixtures.ts';
import { clientWith } from './given.ts';

const day = (number: number): string => `2027-02-0${String(number)}T09:00:00.000Z`;
const mother = (at: string, changes: Partial<Grant> = {}): Consent => ({
  grant: guardian({ at, validFrom: at, speakerId: 'guardian-m', ...changes }),
});
const father = (at: string, changes: Partial<Grant> = {}): Consent =>
  mother(at, { speakerId: 'guardian-f', ...changes });
const court = (at: string, changes: Partial<Grant> = {}): Consent => ({
  grant: grant({ at, validFrom: at, grantor: 'court', orderId: 'order-1', ...changes }),
});
const own = (at: string, changes: Partial<Grant> = {}): Consent => ({
  grant: grant({ at, validFrom: at, ...changes }),
});
const no = (at: string, changes: Partial<Denial> = {}): Denial =>
  denial({ at, deniedBy: 'guardian', speakerId: 'guardian-f', ...changes });
const courtsNo = (at: string): Denial => denial({ at, deniedBy: 'court', orderId: 'order-1' });

const child = { jurisdiction: 'US-NY', birthDate: aged(9) };
const of = (
  consents: Record<string, Consent>,
  denials: Record<string, Denial> = {},
  given: Case = child,
): string => onTreatment({ ...given, consents, denials });
const denied = 'fail consent-denied';
const withdrawn = 'fail consent-withdrawn';
const cleared = 'pass consent-in-force';

describe('a denial', () => {
  it('of one guardian is not lifted by another, however often and late they consent', () => {
    expect(of({ m: mother(day(2)) }, { f: no(day(1)) })).toBe(denied);
    expect(of({ m: mother(day(2)), again: mother(day(5)) }, { f: no(day(1)) })).toBe(denied);
  });
  it('is lifted by a later consent of the same guardian, for the other guardian, too', () => {
    expect(of({ f: father(day(2)) }, { f: no(day(1)) })).toBe(cleared);
    const lapsed = father(day(2), { validUntil: day(3) });
    expect(of({ f: lapsed, m: mother(day(4)) }, { f: no(day(1)) })).toBe(cleared);
    expect(of({ f: father(day(1)), m: mother(day(4)) }, { f: no(day(1)) })).toBe(denied);
  });
  it('is not lifted by a consent that was withdrawn, is not yet valid, or means others', () => {
    const lifting: Consent[] = [
      { ...father(day(2)), withdrawnAt: day(3) },
      father(day(2), { validFrom: '2028-01-01T00:00:00.000Z' }),
      father(day(2), { actorIds: ['clinician-2'] }),
      father(day(2), { sessionId: 'session-2' }),
      father(day(2), { scope: 'recording' }),
    ];
    for (const lift of lifting) expect(of({ f: lift, m: mother(day(4)) }, { f: no(day(1)) })).toBe(denied);
  });
  it('of a guardian who has no id may be of any guardian: only a court lifts it', () => {
    const anonymous = no(day(1), { speakerId: undefined });
    expect(of({ f: father(day(2)) }, { f: anonymous })).toBe(denied);
    expect(of({ f: father(day(2), { speakerId: undefined }) }, { f: anonymous })).toBe(denied);
    expect(of({ m: mother(day(2)), c: court(day(3)) }, { f: anonymous })).toBe(cleared);
  });
  it('of a court binds until a court lifts it by an order', () => {
    expect(of({ m: mother(day(2)) }, { c: courtsNo(day(1)) })).toBe(denied);
    expect(of({ c: court(day(2)) }, { c: courtsNo(day(1)) })).toBe(cleared);
    expect(of({ m: mother(day(3)), c: court(day(2)) }, { c: courtsNo(day(1)) })).toBe(cleared);
    const noOrder = court(day(2), { orderId: undefined });
    expect(of({ m: mother(day(3)), c: noOrder }, { c: courtsNo(day(1)) })).toBe(denied);
    const texan = { jurisdiction: 'US-TX', birthDate: aged(15) };
    expect(
      of({ o: own(day(2), { conditions: ['statutory-purpose'] }) }, { c: courtsNo(day(1)) }, texan),
    ).toBe(denied);
  });
  it('of a court binds an adult', () => {
    expect(of({ o: own(day(2)) }, { c: courtsNo(day(1)) }, { birthDate: aged(30) })).toBe(denied);
  });
  it('of the client is lifted by the client', () => {
    const adult = { birthDate: aged(30) };
    expect(of({ o: own(day(2)) }, { o: denial({ at: day(1) }) }, adult)).toBe(cleared);
    expect(of({ o: own(day(1)) }, { o: denial({ at: day(1) }) }, adult)).toBe(denied);
    expect(of({ m: mother(day(2)) }, { o: denial({ at: day(1) }) })).toBe(denied);
  });
});

describe('a withdrawal', () => {
  it('of one guardian is not replaced by the consent of another, before or after', () => {
    const gone = { ...father(day(1)), withdrawnAt: day(2) };
    expect(of({ f: gone, m: mother(day(1)) })).toBe(withdrawn);
    expect(of({ f: gone, m: mother(day(3)) })).toBe(withdrawn);
    expect(of({ f: gone, again: father(day(3)), m: mother(day(3)) })).toBe(cleared);
    expect(of({ f: gone, c: court(day(3)) })).toBe(cleared);
  });
  it('leaves the other consents of its speaker', () => {
    const gone = { ...own(day(1)), withdrawnAt: day(3) };
    expect(of({ one: gone, two: own(day(2)) }, {}, { birthDate: aged(30) })).toBe(cleared);
  });
  it('of a consent to another scope, session or clinician says nothing about this one', () => {
    for (const changes of [
      { scope: 'recording' },
      { sessionId: 'session-2' },
      { actorIds: ['clinician-2'] },
    ] as const) {
      expect(of({ f: { ...father(day(1), changes), withdrawnAt: day(2) }, m: mother(day(1)) })).toBe(cleared);
    }
  });
});

describe('whom a guardian’s "no" does not bind', () => {
  const mine = { o: own(day(2)) };
  it('an adult, unless the guardian has an order', () => {
    const adult = { birthDate: aged(36), jurisdiction: 'US-OR' };
    expect(of(mine, { f: no(day(3)) }, adult)).toBe(cleared);
    expect(of({ ...mine, f: { ...father(day(1)), withdrawnAt: day(3) } }, {}, adult)).toBe(cleared);
    expect(of(mine, { f: no(day(3), { basis: 'parental-responsibility' }) }, adult)).toBe(cleared);
    expect(of(mine, { f: no(day(3), { basis: 'guardianship-order' }) }, adult)).toBe(cleared);
    const byOrder = { basis: 'guardianship-order', orderId: 'order-1' } as const;
    expect(of(mine, { f: no(day(3), byOrder) }, adult)).toBe(denied);
    const gone = { ...father(day(1), byOrder), withdrawnAt: day(3) };
    expect(of({ ...mine, f: gone }, {}, adult)).toBe(withdrawn);
  });
  it('a minor who may consent alone, and no other minor', () => {
    const at15 = { birthDate: aged(15), jurisdiction: 'US-WA' };
    expect(of(mine, { f: no(day(3)) }, at15)).toBe(cleared);
    expect(of(mine, { c: courtsNo(day(3)) }, at15)).toBe(denied);
    expect(of({ m: mother(day(4)) }, { f: no(day(3)) }, at15)).toBe(denied);
    expect(of(mine, { f: no(day(3)) }, { ...at15, birthDate: aged(12) })).toBe(denied);
  });
});

describe('dates and speakers decide', () => {
  const party = fc.constantFrom('client', 'guardian', 'court');
  const speakerId = fc.constantFrom('guardian-m', 'guardian-f', undefined);
  const at = fc.integer({ min: 1, max: 5 }).map(day);
  const consentId = fc.constantFrom('one', 'two', 'three');
  const event: fc.Arbitrary<ClientEvent & { readonly id: string }> = fc.oneof(
    fc.record({ id: fc.uuid(), consentId, at, party, speakerId }).map((each) => ({
      id: each.id,
      type: 'consent-granted' as const,
      consentId: each.consentId,
      grant: guardian({
        at: each.at,
        validFrom: each.at,
        eventId: each.id,
        grantor: each.party,
        speakerId: each.speakerId,
        orderId: 'order-1',
      }),
    })),
    fc.record({ id: fc.uuid(), consentId, at, party, speakerId }).map((each) => ({
      id: each.id,
      type: 'consent-denied' as const,
      consentId: each.consentId,
      denial: denial({ at: each.at, eventId: each.id, deniedBy: each.party, speakerId: each.speakerId }),
    })),
    fc
      .record({ id: fc.uuid(), consentId, at })
      .map((each) => ({ ...each, type: 'consent-withdrawn' as const })),
  );
  const shuffles = fc.uniqueArray(event, { selector: ({ id }) => id, maxLength: 8 }).chain((events) => {
    const all = fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 });
    return fc.record({ events: fc.constant(events), shuffled: all });
  });
  const treatment = (events: readonly ClientEvent[], given: Case): string =>
    onTreatment({ ...given, client: clientWith(...events) });
  const anyone = fc.constantFrom<Case>(
    child,
    { birthDate: aged(15), jurisdiction: 'US-WA' },
    { birthDate: aged(15), jurisdiction: 'US-PA' },
    { birthDate: aged(19), jurisdiction: 'US-OR' },
  );

  it('and never the order of arrival or repetition', () => {
    fc.assert(
      fc.property(shuffles, anyone, ({ events, shuffled }, given) => {
        expect(treatment(shuffled, given)).toBe(treatment(events, given));
      }),
      { numRuns: 1000 },
    );
  });
  it('so a guardian’s "no" about a child holds, whatever others say, until that guardian or a court says yes', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const others = events.filter(
          (each) =>
            each.type !== 'consent-granted' ||
            (each.grant.grantor !== 'court' && each.grant.speakerId !== 'guardian-f'),
        );
        const said: ClientEvent = { type: 'consent-denied', consentId: 'no', denial: no(day(3)) };
        expect(treatment([...others, said], child)).not.toBe(cleared);
        expect(treatment([said, ...others], child)).not.toBe(cleared);
      }),
      { numRuns: 1000 },
    );
  });
  it('and nobody replaces the denial of another under its id', () => {
    const said = (each: Denial): ClientEvent => ({ type: 'consent-denied', consentId: 'no', denial: each });
    const ended = { validUntil: now };
    const yes: ClientEvent = {
      type: 'consent-granted',
      consentId: 'm',
      grant: guardian({ speakerId: 'guardian-m' }),
    };
    const mothers = said(no(day(4), { speakerId: 'guardian-m', ...ended }));
    expect(treatment([said(no(day(3))), mothers, yes], child)).toBe(denied);
    expect(treatment([said(no(day(3))), said(no(day(4), ended)), yes], child)).toBe(cleared);
  });
});
