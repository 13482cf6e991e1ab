import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakGlass } from '../../../domain/clearance/break-glass.ts';
import { decideClearance, type Parties } from '../../../domain/clearance/decide-clearance.ts';
import { participantsOf, seenBy, strangersSince } from '../../../domain/clearance/participants.ts';
import { reviewSession } from '../../../domain/clearance/review-session.ts';
import {
  applyToSession,
  needsClearance,
  newSession,
  type Session,
  type SessionEvent,
} from '../../../domain/clearance/session.ts';
import { adult, denial, grant, now, partiesOf, policy } from './fixtures.ts';
import { checkedIn, scheduled } from './given.ts';

const at = (minute: number): string => `2027-03-01T17:${String(minute).padStart(2, '0')}:00.000Z`;
const plan = (changes: Partial<Extract<SessionEvent, { type: 'scheduled' }>> = {}): SessionEvent => ({
  ...scheduled,
  type: 'scheduled',
  at: at(0),
  eventId: 'plan',
  clinicianId: 'clinician-1',
  startsAt: now,
  kind: 'couple',
  clientId: 'a',
  participantIds: ['a', 'b'],
  ...changes,
});
const arrives = (clientId: string, minute = 50, jurisdiction = 'US-CA'): SessionEvent => ({
  ...checkedIn({
    at: at(minute),
    eventId: `check-in of ${clientId} ${String(minute)}`,
    jurisdiction,
    identityConfirmed: true,
    connection: 'private-network',
    fallbackChannel: 'phone',
    emergencyContactReachable: true,
    boundariesAgreed: true,
  }),
  clientId,
});
const after = (...events: readonly SessionEvent[]): Session =>
  events.reduce(applyToSession, newSession('session-1', events[0]?.clientId ?? 'a'));

const consents = Object.fromEntries(
  (
    [
      'telehealth-treatment',
      'group-confidentiality',
      'data-processing',
      'emergency-contact-disclosure',
    ] as const
  ).map((scope) => [scope, { grant: grant({ scope }) }]),
);
const ready = partiesOf({ consents });
const partiesWith = (b: Partial<Parties> = {}): Parties => ({
  ...ready,
  others: { b: { client: { ...ready.client, clientId: 'b' }, birthDate: adult, ...b } },
});
const both = after(plan(), arrives('a'), arrives('b'));
const failing = (session: Session, parties: Parties) =>
  decideClearance(session, parties, policy, now)
    .checks.filter(({ status }) => status === 'fail')
    .map(({ clientId, reason }) => `${clientId ?? 'nobody'} ${reason}`);

describe('the participants of a session', () => {
  it('are the client and those whom the plan names, each once', () => {
    expect(participantsOf(both)).toEqual(['a', 'b']);
    expect(participantsOf(after(plan({ participantIds: undefined })))).toEqual(['a']);
  });
  it('are all whom events have named, before there is a plan', () => {
    expect(participantsOf(after(arrives('a'), arrives('c')))).toEqual(['a', 'c']);
  });
  it('follow the newest plan of the client to whom the session belongs', () => {
    expect(
      participantsOf(after(plan(), plan({ at: at(9), eventId: 'later', participantIds: ['a', 'c'] }))),
    ).toEqual(['a', 'c']);
    const byPartner = plan({ at: at(9), eventId: 'later', clientId: 'b', participantIds: ['a', 'd'] });
    expect(participantsOf(after(plan(), byPartner))).toEqual(['a', 'b', 'd']);
  });
  it('do not change by a later plan for somebody else: the session belongs to the client of the first one', () => {
    const hijack = plan({ at: at(9), eventId: 'later', clientId: 'x', participantIds: ['x', 'y'] });
    for (const events of [
      [plan(), hijack],
      [hijack, plan()],
    ]) {
      const session = after(...events);
      expect(session).toMatchObject({ clientId: 'a', scheduled: { eventId: 'plan' } });
      expect(participantsOf(session)).toEqual(['a', 'b']);
    }
  });
  it('each have their own check-in', () => {
    const session = after(plan(), arrives('a', 50, 'US-CA'), arrives('b', 51, 'US-NV'));
    expect(seenBy(session, 'a').checkIn?.jurisdiction).toBe('US-CA');
    expect(seenBy(session, 'b').checkIn?.jurisdiction).toBe('US-NV');
    expect(needsClearance(after(plan(), arrives('b')))).toBe(true);
  });
  it('share the start, the end and the loss of the connection', () => {
    const session = after(
      plan(),
      { type: 'started', at: at(56), clientId: 'b' },
      { type: 'started', at: at(55), clientId: 'a' },
      { type: 'connection-lost', at: at(57), party: 'client', clientId: 'b' },
      { type: 'connection-restored', at: at(58), clientId: 'a' },
      { type: 'ended', at: at(59), clientId: 'b' },
    );
    expect(session).toMatchObject({
      startedAt: at(55),
      endedAt: at(59),
      connection: { lostAt: at(57), party: 'client', restoredAt: at(58) },
    });
  });
});

describe('a session of several', () => {
  it('is cleared where each of them is', () => {
    expect(failing(both, partiesWith())).toEqual([]);
  });
  it('names who is not, and why', () => {
    expect(failing(after(plan(), arrives('a')), partiesWith())).toEqual([
      'b location-unknown',
      'b location-unknown',
      'b location-unknown',
      'b place-not-private',
    ]);
    const withoutConsent = { client: { ...ready.client, clientId: 'b', consents: {} } };
    expect(failing(both, partiesWith(withoutConsent))).toEqual(['b consent-missing', 'b consent-missing']);
    const no = { x: denial({ at: '2027-02-01T00:00:00.000Z' }) };
    expect(failing(both, { ...partiesWith(), client: { ...ready.client, denials: no } })).toEqual([
      'a consent-denied',
    ]);
    expect(failing(both, ready)).toContain('b client-unknown');
    expect(failing(after(plan(), arrives('a'), arrives('b', 51, 'US-NV')), partiesWith())).toEqual([
      'b licence-not-in-jurisdiction',
    ]);
  });
  it('states a fact for each who is not cleared, and clears nobody before all are', () => {
    const facts = (session: Session, parties: Parties) =>
      reviewSession(session, parties, policy, now).facts.map(
        ({ type, data }) => `${type} ${(data as { clientId: string }).clientId}`,
      );
    const waiting = after(plan(), arrives('a'));
    expect(facts(waiting, partiesWith())).toEqual(['session.blocked.v1 b']);
    expect(facts(both, partiesWith())).toEqual(['session.cleared.v1 a', 'session.cleared.v1 b']);
    const blocked = reviewSession(waiting, partiesWith(), policy, now).state;
    const complete = applyToSession(blocked, arrives('b'));
    expect(facts(complete, partiesWith())).toEqual(['session.cleared.v1 a', 'session.cleared.v1 b']);
    const cleared = reviewSession(complete, partiesWith(), policy, now).state;
    expect(facts(cleared, partiesWith())).toEqual([]);
  });
  it('says whose consent was revoked while it runs', () => {
    const running = applyToSession(both, { type: 'started', at: at(59), clientId: 'a' });
    const cleared = reviewSession(running, partiesWith(), policy, now).state;
    const gone = { ...consents, 'telehealth-treatment': { grant: grant(), withdrawnAt: at(59) } };
    const parties = partiesWith({ client: { ...ready.client, clientId: 'b', consents: gone } });
    expect(reviewSession(cleared, parties, policy, now).facts).toMatchObject([
      { type: 'session.consent-revoked.v1', data: { clientId: 'b', scopes: ['telehealth-treatment'] } },
      { type: 'session.blocked.v1', data: { clientId: 'b' } },
    ]);
  });
});

describe('somebody who does not take part', () => {
  const refusedBy = (...events: readonly SessionEvent[]) =>
    strangersSince(undefined, after(...events)).map(
      ({ data: { clientId, about } }) => `${clientId} ${about}`,
    );
  it('changes nothing, and a fact says so, whether the plan or the event came first', () => {
    const events = [plan(), arrives('x', 51, 'US-NV')] as const;
    for (const order of [events, events.toReversed()]) {
      expect(refusedBy(...order)).toEqual(['x checked-in']);
      const session = after(...order, arrives('a'), arrives('b'));
      expect(failing(session, partiesWith())).toEqual([]);
    }
    for (const type of ['started', 'resumed', 'ended'] as const) {
      const session = after(plan(), { type, at: at(59), clientId: 'x' });
      expect([session.startedAt, session.resumedAt, session.endedAt]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(refusedBy(plan(), { type, at: at(59), clientId: 'x' })).toEqual([`x ${type}`]);
    }
    expect(refusedBy(plan(), { type: 'called-off', at: at(9), eventId: 'o', clientId: 'x' })).toEqual([
      'x called-off',
    ]);
    expect(
      refusedBy(plan(), plan({ at: at(9), eventId: 'p', clientId: 'x', participantIds: ['x'] })),
    ).toEqual(['x scheduled']);
  });
  it('is named once for each event', () => {
    const known = after(plan(), arrives('x'));
    expect(strangersSince(known, applyToSession(known, arrives('x')))).toEqual([]);
    expect(strangersSince(known, applyToSession(known, arrives('x', 52)))).toHaveLength(1);
  });
  it('cannot be the one for whom the glass is broken', () => {
    const request = {
      at: now,
      eventId: 'e',
      by: 'clinician-1',
      nature: 'n',
      recipientId: 'r',
      reasonRecordId: 's',
    };
    expect(breakGlass(both, { ...request, clientId: 'x' }, policy, now)).toMatchObject({
      outcome: 'refused',
      facts: [{ data: { reason: 'client-not-participant' } }],
    });
    for (const clientId of ['a', 'b', undefined])
      expect(breakGlass(both, { ...request, clientId }, policy, now).outcome).toBe('done');
    expect(breakGlass(after(arrives('a')), { ...request, clientId: 'x' }, policy, now).outcome).toBe('done');
  });
});

describe('a history of several', () => {
  const who = fc.constantFrom('a', 'b', 'c');
  const minute = fc.integer({ min: 0, max: 5 });
  const event: fc.Arbitrary<SessionEvent & { readonly id: string }> = fc.oneof(
    fc
      .record({ id: fc.uuid(), who, minute, others: fc.subarray(['a', 'b', 'c']) })
      .map(({ id, who: clientId, minute: m, others }) => ({
        id,
        ...(plan({ at: at(m), eventId: id, clientId, participantIds: others }) as Extract<
          SessionEvent,
          { type: 'scheduled' }
        >),
      })),
    fc.record({ id: fc.uuid(), who, minute }).map(({ id, who: clientId, minute: m }) => ({
      id,
      ...(arrives(clientId, m) as Extract<SessionEvent, { type: 'checked-in' }>),
      eventId: id,
    })),
    fc
      .record({ id: fc.uuid(), who, minute, type: fc.constantFrom('started', 'resumed', 'ended') })
      .map(({ id, who: clientId, minute: m, type }) => ({ id, type, at: at(m), clientId })),
    fc
      .record({ id: fc.uuid(), who: fc.constantFrom('a', 'b', '*'), minute })
      .map(({ id, who: clientId, minute: m }) => ({
        id,
        type: 'called-off' as const,
        at: at(m),
        eventId: id,
        clientId,
      })),
    fc.record({ id: fc.uuid(), who, minute, party: fc.constantFrom('client', 'clinician') }).map((each) => ({
      id: each.id,
      type: 'connection-lost' as const,
      at: at(each.minute),
      party: each.party,
      clientId: each.who,
    })),
  );
  const histories = fc
    .uniqueArray(event, { selector: ({ id }) => id, minLength: 1, maxLength: 9 })
    .chain((events) =>
      fc.record({
        events: fc.constant(events.map(({ id: _, ...said }) => said)),
        shuffled: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
      }),
    );
  /** Before the first event that names a client there is no session. */
  const begun = (events: readonly SessionEvent[]): readonly SessionEvent[] => {
    const start = events.findIndex(({ clientId }) => clientId !== '*');
    const [opening] = events.slice(start, start + 1);
    return opening === undefined ? [] : [opening, ...events.filter((each) => each !== opening)];
  };
  it('ends in the same session in every order and with every repetition', () => {
    fc.assert(
      fc.property(histories, ({ events, shuffled }) => {
        const orders = [begun(events), begun(shuffled.map(({ id: _, ...said }) => said))];
        const [one, other] = orders.map((order) => (order.length === 0 ? undefined : after(...order)));
        expect(other && participantsOf(other)).toEqual(one && participantsOf(one));
        expect(other).toEqual(one);
      }),
      { numRuns: 2000 },
    );
  });
});
