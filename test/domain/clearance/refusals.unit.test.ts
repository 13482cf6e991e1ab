import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Client, type ClientEvent, newClient } from '../../../domain/clearance/client.ts';
import type { Consent, Denial, Grant, Lift } from '../../../domain/clearance/consent.ts';
import { refusedSince } from '../../../domain/clearance/refused-statements.ts';
import type { Speaker } from '../../../domain/clearance/speaker.ts';
import { aged, type Case, decide, denial, grant, guardian, now, onTreatment } from './fixtures.ts';
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

const fatherSpeaks: Speaker = { party: 'guardian', speakerId: 'guardian-f' };
const motherSpeaks: Speaker = { party: 'guardian', speakerId: 'guardian-m' };
const courtSpeaks: Speaker = { party: 'court', orderId: 'order-1' };
const lift = (consentId: string, at: string, by: Speaker = fatherSpeaks): Lift => ({
  at,
  eventId: `lift of ${consentId} ${at}`,
  consentId,
  by,
});
const withLift = (
  consents: Record<string, Consent>,
  denials: Record<string, Denial>,
  ...lifts: readonly Lift[]
): string =>
  onTreatment({
    ...child,
    consents,
    denials,
    client: { lifts: Object.fromEntries(lifts.map((each, index) => [String(index), each])) },
  });

describe('a "no" that is lifted', () => {
  it('by its speaker leaves the consents of others, and is no consent itself', () => {
    const fathersNo = { 'f guardian guardian-f': no(day(3)) };
    expect(withLift({ m: mother(day(2)) }, fathersNo, lift('f', day(4)))).toBe(cleared);
    expect(withLift({}, fathersNo, lift('f', day(4)))).toBe('fail consent-missing');
  });
  it('by another guardian, by a court without an order, before it was said, or under another id remains', () => {
    const fathersNo = { 'f guardian guardian-f': no(day(3)) };
    for (const each of [
      lift('f', day(4), motherSpeaks),
      lift('f', day(4), { party: 'guardian' }),
      lift('f', day(4), { party: 'client' }),
      lift('f', day(4), { party: 'court' }),
      lift('f', day(2)),
      lift('f', day(3)),
      lift('other', day(4)),
      lift('f', '2028-01-01T00:00:00.000Z'),
    ])
      expect(withLift({ m: mother(day(2)) }, fathersNo, each)).toBe(denied);
    expect(withLift({ m: mother(day(2)) }, fathersNo, lift('f', day(4), courtSpeaks))).toBe(cleared);
  });
  it('leaves a consent that was withdrawn withdrawn, and no longer blocks the other guardian', () => {
    const gone = { ...father(day(1)), withdrawnAt: day(2) };
    expect(withLift({ f: gone, m: mother(day(1)) }, {}, lift('f', day(3)))).toBe(cleared);
    expect(withLift({ f: gone }, {}, lift('f', day(3)))).toBe(withdrawn);
  });
});

describe('a clinician’s "no"', () => {
  const clinicians = denial({ at: day(1), deniedBy: 'clinician', speakerId: 'clinician-1' });
  const name = 'k clinician clinician-1';
  it('blocks every consent, also a court’s and that of a minor with a right of their own', () => {
    expect(of({ m: mother(day(2)) }, { [name]: clinicians })).toBe(denied);
    expect(of({ c: court(day(2)) }, { [name]: clinicians })).toBe(denied);
    expect(
      of({ o: own(day(2)) }, { [name]: clinicians }, { jurisdiction: 'US-PA', birthDate: aged(15) }),
    ).toBe(denied);
  });
  it('is lifted by that clinician alone', () => {
    const says = (party: Speaker['party'], speakerId?: string): Lift =>
      lift('k', day(3), { party, speakerId, orderId: 'order-1' });
    expect(withLift({ m: mother(day(2)) }, { [name]: clinicians }, says('clinician', 'clinician-1'))).toBe(
      cleared,
    );
    for (const other of [says('clinician', 'clinician-2'), says('court'), says('client')])
      expect(withLift({ m: mother(day(2)) }, { [name]: clinicians }, other)).toBe(denied);
  });
});

describe('a court’s order', () => {
  it('is not undone by a guardian’s later "no", and by the court’s own it is', () => {
    expect(of({ c: court(day(2)) }, { f: no(day(5)) })).toBe(cleared);
    expect(of({ c: court(day(2)), f: { ...father(day(1)), withdrawnAt: day(4) } })).toBe(cleared);
    expect(of({ c: court(day(2)) }, { f: no(day(5)), c: courtsNo(day(6)) })).toBe(denied);
  });
  it('lets nobody be treated online who says no themselves', () => {
    expect(of({ c: court(day(2)) }, { o: denial({ at: day(5) }) })).toBe(denied);
  });
  it('ends a guardian’s consent where the court withdraws it', () => {
    const ended = {
      ...mother(day(1)),
      withdrawals: { court: { at: day(3), eventId: 'w', by: courtSpeaks } },
    };
    expect(of({ m: ended })).toBe(withdrawn);
    expect(of({ m: ended, again: mother(day(4)) })).toBe(withdrawn);
    expect(of({ m: ended, again: mother(day(4)), c: court(day(5)) })).toBe(cleared);
    expect(withLift({ m: ended }, {}, lift('m', day(4), courtSpeaks))).toBe(withdrawn);
    expect(withLift({ m: ended, again: mother(day(1)) }, {}, lift('m', day(4), courtSpeaks))).toBe(cleared);
  });
});

describe('a withdrawal that names its speaker', () => {
  const by = (speaker: Speaker, at = day(3)) => ({ name: { at, eventId: 'w', by: speaker } });
  it('ends the consent of that speaker', () => {
    expect(of({ f: { ...father(day(1)), withdrawals: by(fatherSpeaks) } })).toBe(withdrawn);
  });
  it('of another guardian is a "no" of that guardian, who alone can lift it', () => {
    const mothers = { ...mother(day(1)), withdrawals: by(fatherSpeaks) };
    expect(of({ m: mothers, again: mother(day(5)) })).toBe(withdrawn);
    expect(of({ m: mothers, f: father(day(5)) })).toBe(cleared);
    expect(withLift({ m: mothers }, {}, lift('m', day(4)))).toBe(cleared);
  });
  it('of a guardian without an id may be the one who consented', () => {
    const mothers = { ...mother(day(1)), withdrawals: by({ party: 'guardian' }) };
    expect(withLift({ m: mothers }, {}, lift('m', day(4), courtSpeaks))).toBe(withdrawn);
  });
  it('does not bind an adult', () => {
    const adult = { birthDate: aged(30) };
    expect(of({ o: { ...own(day(1)), withdrawals: by(fatherSpeaks) } }, {}, adult)).toBe(cleared);
  });
});

describe('a consent or denial that replaces another by its id', () => {
  const replacing = (at: string, ids: readonly string[], changes: Partial<Grant> = {}): Consent =>
    father(at, { supersedes: ids, ...changes });
  it('a narrower "no" of the same guardian takes the place of the wider', () => {
    const wide = { 'f1 guardian guardian-f': no(day(1)) };
    const narrow = no(day(3), { supersedes: ['f1'], actorIds: ['clinician-2'] });
    expect(of({ m: mother(day(2)) }, { ...wide, 'f2 guardian guardian-f': narrow })).toBe(cleared);
    const earlier = { ...narrow, at: day(1) };
    expect(of({ m: mother(day(2)) }, { ...wide, 'f2 guardian guardian-f': earlier })).toBe(denied);
    const mothers = { ...narrow, speakerId: 'guardian-m' };
    expect(of({ m: mother(day(2)) }, { ...wide, 'f2 guardian guardian-m': mothers })).toBe(denied);
    const otherScope = { ...narrow, scope: 'recording' as const };
    expect(of({ m: mother(day(2)) }, { ...wide, 'f2 guardian guardian-f': otherScope })).toBe(denied);
  });
  it('a consent that was replaced never counts again, even where the new one is withdrawn or has expired', () => {
    const before = { f1: father(day(1)) };
    expect(of({ ...before, f2: replacing(day(2), ['f1'], { validUntil: day(3) }) })).toBe(
      'fail consent-expired',
    );
    expect(of({ ...before, f2: { ...replacing(day(2), ['f1']), withdrawnAt: day(3) } })).toBe(withdrawn);
    expect(of({ ...before, f2: replacing(day(2), ['other'], { validUntil: day(3) }) })).toBe(cleared);
  });
  it('counts until the new one begins', () => {
    const later = '2028-01-01T00:00:00.000Z';
    expect(of({ f1: father(day(1)), f2: replacing(day(2), ['f1'], { validFrom: later }) })).toBe(cleared);
  });
  it('a "no" that a court’s consent replaced is in force again where that consent is withdrawn', () => {
    const fathersNo = { 'f guardian guardian-f': no(day(1)) };
    const order = court(day(2), { supersedes: ['f'] });
    expect(of({ c: order, m: mother(day(1)) }, fathersNo)).toBe(cleared);
    expect(of({ c: { ...order, withdrawnAt: day(3) }, m: mother(day(1)) }, fathersNo)).not.toBe(cleared);
    const gone = { ...replacing(day(2), ['f']), withdrawnAt: day(3) };
    expect(withLift({ f2: gone, m: mother(day(1)) }, fathersNo, lift('f2', day(4)))).toBe(denied);
  });
});

describe('an id that a second person uses', () => {
  const said = (consentId: string, consent: Consent): ClientEvent => ({
    type: 'consent-granted',
    consentId,
    grant: { ...(consent.grant as Grant), eventId: `${consentId} ${String(consent.grant?.at)}` },
  });
  it('leaves what the first one said under it: a withdrawal remains theirs', () => {
    const client = clientWith(
      said('x', father(day(1))),
      { type: 'consent-withdrawn', consentId: 'x', at: day(2) },
      said('x', mother(day(3))),
      said('y', mother(day(4))),
    );
    expect(onTreatment({ ...child, client })).toBe(withdrawn);
    const again = clientWith(...[said('z', father(day(5)))]);
    expect(
      onTreatment({ ...child, client: { ...client, consents: { ...client.consents, ...again.consents } } }),
    ).toBe(cleared);
  });
  it('a guardian without an id is named by a later consent under the same id', () => {
    const client = clientWith(
      said('x', father(day(1), { speakerId: undefined })),
      { type: 'consent-withdrawn', consentId: 'x', at: day(2) },
      said('x', father(day(3))),
      said('y', father(day(4))),
    );
    expect(onTreatment({ ...child, client })).toBe(cleared);
  });
});

describe('the capacity of a speaker', () => {
  it('of a parent stands for parental responsibility', () => {
    const parent = grant({ grantor: 'guardian', capacity: 'parent', speakerId: 'guardian-m' });
    expect(of({ m: { grant: parent } })).toBe(cleared);
    expect(of({ m: { grant: parent } }, {}, { birthDate: aged(30) })).toBe('fail client-of-age');
    expect(of({ m: { grant: { ...parent, basis: 'custody-order' } } })).toBe('fail order-missing');
  });
  it('of a guardian needs the order of the appointment', () => {
    const appointed = grant({ grantor: 'guardian', capacity: 'guardian', relationship: 'legal-guardian' });
    expect(of({ g: { grant: appointed } })).toBe('fail guardian-basis-missing');
    const named = { ...appointed, basis: 'guardianship-order' as const };
    expect(of({ g: { grant: named } })).toBe('fail order-missing');
    expect(of({ g: { grant: { ...named, orderId: 'order-1' } } })).toBe(cleared);
  });
});

describe('where minor and guardian are independent', () => {
  const refusing = (jurisdiction: string, years: number) =>
    decide({
      jurisdiction,
      birthDate: aged(years),
      consents: { m: mother(day(1)) },
      client: { assent: { at: day(2), eventId: 'a', outcome: 'refused' } },
    }).checks.find(({ check }) => check === 'assent');
  it('the minor’s refusal does not undo the guardian’s consent: it is a warning, by the rule that says so', () => {
    expect(refusing('US-PA', 15)).toMatchObject({
      status: 'warn',
      reason: 'assent-refused',
      rule: 'us-pa.minor',
    });
    expect(refusing('US-PA', 13)).toMatchObject({ status: 'fail', reason: 'assent-refused' });
    expect(refusing('US-WA', 15)).toMatchObject({ status: 'fail', reason: 'assent-refused' });
  });
});

describe('what was said without effect becomes a fact', () => {
  const granted = (consentId: string, consent: Consent): ClientEvent => ({
    type: 'consent-granted',
    consentId,
    grant: consent.grant as Grant,
  });
  const deny = (consentId: string, each: Denial): ClientEvent => ({
    type: 'consent-denied',
    consentId,
    denial: each,
  });
  const lifted = (each: Lift): ClientEvent => ({ type: 'denial-lifted', lift: each });
  const factsOf = (client: Client) =>
    refusedSince(newClient('client-1'), client).map(
      ({ data: { consentId, statement, reason } }) => `${consentId} ${statement} ${reason}`,
    );
  const reuse = mother(day(3), { supersedes: ['f'] });
  it.each([
    [
      'x granted id-withdrawn',
      [granted('x', father(day(3))), { type: 'consent-withdrawn', consentId: 'x', at: day(2) }],
    ],
    ['m granted supersedes-other-speaker', [granted('m', reuse), deny('f', no(day(1)))]],
    ['m granted supersedes-other-speaker', [granted('m', reuse), granted('f', father(day(1)))]],
    [
      'd denied supersedes-newer',
      [deny('d', no(day(1), { supersedes: ['f'] })), granted('f', father(day(2)))],
    ],
    [
      'd denied supersedes-other-scope',
      [deny('d', no(day(3), { supersedes: ['f'] })), granted('f', father(day(2), { scope: 'recording' }))],
    ],
    ['f lifted lifted-by-other-speaker', [lifted(lift('f', day(4), motherSpeaks)), deny('f', no(day(3)))]],
    ['f lifted lifts-newer', [lifted(lift('f', day(2))), deny('f', no(day(3)))]],
    [
      'f lifted lifted-by-other-speaker',
      [
        lifted(lift('f', day(4), motherSpeaks)),
        granted('f', father(day(1))),
        { type: 'consent-withdrawn', consentId: 'f', at: day(2) },
      ],
    ],
  ] satisfies [string, ClientEvent[]][])('%s', (fact, events) => {
    expect(factsOf(clientWith(...events))).toEqual([fact]);
    expect(factsOf(clientWith(...events.toReversed()))).toEqual([fact]);
    const known = clientWith(...events);
    expect(refusedSince(known, known)).toEqual([]);
  });
  it('and what has its effect, or waits for what it names, does not', () => {
    expect(
      factsOf(
        clientWith(
          deny('f', no(day(1))),
          lifted(lift('f', day(2))),
          lifted(lift('unknown', day(2))),
          granted('n', father(day(3), { supersedes: ['f', 'unknown'] })),
          granted('c', court(day(4), { supersedes: ['f'] })),
        ),
      ),
    ).toEqual([]);
  });
});

describe('dates and speakers decide', () => {
  const party = fc.constantFrom('client', 'guardian', 'court');
  const speakerId = fc.constantFrom('guardian-m', 'guardian-f', undefined);
  const at = fc.integer({ min: 1, max: 5 }).map(day);
  const consentId = fc.constantFrom('one', 'two', 'three');
  const supersedes = fc.constantFrom(undefined, ['one'], ['two', 'three']);
  const event: fc.Arbitrary<ClientEvent & { readonly id: string }> = fc.oneof(
    fc.record({ id: fc.uuid(), consentId, at, party, speakerId, supersedes }).map((each) => ({
      id: each.id,
      type: 'consent-granted' as const,
      consentId: each.consentId,
      grant: guardian({
        at: each.at,
        validFrom: each.at,
        eventId: each.id,
        grantor: each.party,
        speakerId: each.speakerId,
        supersedes: each.supersedes,
        orderId: 'order-1',
      }),
    })),
    fc.record({ id: fc.uuid(), consentId, at, party, speakerId, supersedes }).map((each) => ({
      id: each.id,
      type: 'consent-denied' as const,
      consentId: each.consentId,
      denial: denial({
        at: each.at,
        eventId: each.id,
        deniedBy: each.party,
        speakerId: each.speakerId,
        supersedes: each.supersedes,
      }),
    })),
    fc
      .record({
        id: fc.uuid(),
        consentId,
        at,
        party: fc.constantFrom(undefined, 'guardian', 'court'),
        speakerId,
      })
      .map((each) => ({
        id: each.id,
        type: 'consent-withdrawn' as const,
        consentId: each.consentId,
        at: each.at,
        eventId: each.id,
        by: each.party && { party: each.party, speakerId: each.speakerId, orderId: 'order-1' },
      })),
    fc.record({ id: fc.uuid(), consentId, at, party, speakerId }).map((each) => ({
      id: each.id,
      type: 'denial-lifted' as const,
      lift: {
        at: each.at,
        eventId: each.id,
        consentId: each.consentId,
        by: { party: each.party, speakerId: each.speakerId, orderId: 'order-1' },
      },
    })),
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
        expect(clientWith(...shuffled)).toEqual(clientWith(...events));
        expect(treatment(shuffled, given)).toBe(treatment(events, given));
      }),
      { numRuns: 1000 },
    );
  });
  it('nor does any of the 720 orders of a quarrel change what holds', () => {
    const quarrel: readonly ClientEvent[] = [
      { type: 'consent-denied', consentId: 'no-f', denial: no(day(1)) },
      { type: 'consent-granted', consentId: 'm', grant: mother(day(2)).grant as Grant },
      { type: 'denial-lifted', lift: lift('no-f', day(3), motherSpeaks) },
      { type: 'consent-granted', consentId: 'c', grant: court(day(4)).grant as Grant },
      { type: 'consent-withdrawn', consentId: 'm', at: day(5), eventId: 'w', by: fatherSpeaks },
      { type: 'consent-denied', consentId: 'no-c', denial: courtsNo(day(6)) },
    ];
    const first = clientWith(...quarrel);
    const orders = permutationsOf(quarrel);
    expect(orders).toHaveLength(720);
    for (const order of orders) {
      const client = clientWith(...order, ...order.slice(2));
      expect(client).toEqual(first);
      expect(treatment(order, child)).toBe(denied);
      // Each fact is stated once whatever the order, and in the end the same statements are without effect.
      const after = refusedSince(newClient('client-1'), client).map(({ data }) => data.reason);
      expect(after).toEqual(['lifted-by-other-speaker']);
    }
  });
  it('so a guardian’s "no" about a child holds, whatever others say, until that guardian or a court says yes', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const others = events.filter((each) => {
          const by = speakerIn(each);
          return by === undefined || (by.party !== 'court' && by.speakerId !== 'guardian-f');
        });
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

/** Who lifts something by this event, if anybody does. */
const speakerIn = (event: ClientEvent): Pick<Speaker, 'party' | 'speakerId'> | undefined => {
  if (event.type === 'consent-granted') return { ...event.grant, party: event.grant.grantor };
  if (event.type === 'consent-denied') return { ...event.denial, party: event.denial.deniedBy };
  return event.type === 'denial-lifted' ? event.lift.by : undefined;
};

const permutationsOf = <E>(list: readonly E[]): readonly (readonly E[])[] =>
  list.length < 2
    ? [list]
    : list.flatMap((each, index) =>
        permutationsOf(list.filter((_, other) => other !== index)).map((rest) => [each, ...rest]),
      );
