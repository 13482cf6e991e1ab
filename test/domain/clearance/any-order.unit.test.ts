import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyToClient, type ClientEvent, newClient } from '../../../domain/clearance/client.ts';
import { newClinician, registerClinician } from '../../../domain/clearance/clinician.ts';
import {
  applyToSession,
  needsClearance,
  newSession,
  type SessionEvent,
} from '../../../domain/clearance/session.ts';
import { checkedIn, clientWith, granted, scheduled, sessionWith, withdrawn } from './given.ts';

// Few instants and ids, so that ties and collisions are the rule rather than the exception.
const instant = fc.integer({ min: 0, max: 5 }).map((minute) => `2027-03-01T10:0${minute}:00.000Z`);
const eventId = fc.nat(999).map((number) => `evt-${number}`);
const consentId = fc.constantFrom('consent-1', 'consent-2');

const clientEvent: fc.Arbitrary<{ id: string; event: ClientEvent }> = fc.oneof(
  fc
    .record({ at: instant, id: eventId, jurisdiction: fc.constantFrom('US-CA', 'IE') })
    .map(({ at, id, jurisdiction }) => ({
      id,
      event: { type: 'registered', at, eventId: id, jurisdiction, profileRecordId: `rec-${id}` } as const,
    })),
  fc
    .record({ at: instant, id: eventId })
    .map(({ at, id }) => ({ id, event: { type: 'discharged', at } as const })),
  fc.record({ at: instant, id: eventId, refused: fc.boolean() }).map(({ at, id, refused }) => ({
    id,
    event: {
      type: 'assent-recorded',
      assent: { at, eventId: id, outcome: refused ? 'refused' : 'given' },
    } as const,
  })),
  fc
    .record({ at: instant, id: eventId, consent: consentId, validFrom: instant })
    .map(({ at, id, consent, validFrom }) => ({
      id,
      event: granted({ at, eventId: id, validFrom }, consent),
    })),
  fc
    .record({ at: instant, id: eventId, consent: consentId })
    .map(({ at, id, consent }) => ({ id, event: withdrawn(consent, at) })),
);

const sessionEvent: fc.Arbitrary<{ id: string; event: SessionEvent }> = fc.oneof(
  fc
    .record({ at: instant, id: eventId, clinicianId: fc.constantFrom('clinician-1', 'clinician-2') })
    .map(({ at, id, clinicianId }) => ({
      id,
      event: { type: 'scheduled', at, eventId: id, clinicianId, startsAt: at } as const,
    })),
  fc
    .record({ at: instant, id: eventId, privatePlace: fc.boolean() })
    .map(({ at, id, privatePlace }) => ({ id, event: checkedIn({ at, eventId: id, privatePlace }) })),
  fc
    .record({ at: instant, id: eventId, type: fc.constantFrom('started', 'resumed', 'ended') })
    .map(({ at, id, type }) => ({ id, event: { type, at } })),
  fc.record({ at: instant, id: eventId, lost: fc.boolean() }).map(({ at, id, lost }) => ({
    id,
    event: lost
      ? ({ type: 'connection-lost', at, party: 'client' } as const)
      : ({ type: 'connection-restored', at } as const),
  })),
  fc
    .record({ at: instant, id: eventId })
    .map(({ at, id }) => ({ id, event: { type: 'called-off', at, eventId: id } as const })),
);

/** The events in two orders; the second has some of them several times. An id names one event only. */
const twoOrders = <E>(event: fc.Arbitrary<{ id: string; event: E }>) =>
  fc
    .uniqueArray(event, { selector: ({ id }) => id, maxLength: 10 })
    .map((events) => events.map(({ event: inner }) => inner))
    .chain((events) =>
      fc
        .subarray(events)
        .chain((again) => {
          const all = [...events, ...again];
          return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
        })
        .map((shuffled) => ({ events, shuffled })),
    );

describe('events may come late, twice and in any order', () => {
  test('a client is the same afterwards', () => {
    fc.assert(
      fc.property(twoOrders(clientEvent), ({ events, shuffled }) => {
        expect(clientWith(...shuffled)).toEqual(clientWith(...events));
      }),
    );
  });

  test('a session is the same afterwards', () => {
    fc.assert(
      fc.property(twoOrders(sessionEvent), ({ events, shuffled }) => {
        expect(sessionWith(...shuffled)).toEqual(sessionWith(...events));
      }),
    );
  });

  test('a clinician is as the newest registration says', () => {
    const older = { at: '2027-03-01T10:00:00.000Z', eventId: 'evt-1', licences: [] };
    const newer = { ...older, at: '2027-03-01T10:00:01.000Z', eventId: 'evt-0' };
    const unknown = newClinician('clinician-1');
    for (const order of [
      [older, newer],
      [newer, older],
      [newer, older, older],
    ]) {
      expect(order.reduce(registerClinician, unknown).registered).toEqual(newer);
    }
  });

  test('of two statements of the same moment the greater event id counts, in either order', () => {
    const [one, two] = [granted({ eventId: 'evt-1' }), granted({ eventId: 'evt-2', documentVersion: '3' })];
    expect(clientWith(one, two)).toEqual(clientWith(two, one));
    expect(clientWith(one, two).consents['consent-1']?.grant?.documentVersion).toBe('3');
  });
});

describe('a client', () => {
  test('keeps a consent withdrawn, although the grant arrives after the withdrawal', () => {
    const client = clientWith(withdrawn(), granted());
    expect(client.consents['consent-1']).toMatchObject({ withdrawnAt: expect.any(String) as string });
  });

  test('was discharged when the last of several discharges says', () => {
    const discharged = ['2027-03-02T00:00:00.000Z', '2027-03-01T00:00:00.000Z'].map((at): ClientEvent => ({
      type: 'discharged',
      at,
    }));
    expect(clientWith(...discharged).dischargedAt).toBe('2027-03-02T00:00:00.000Z');
  });

  test('is left alone by an event that says nothing new', () => {
    const client = clientWith({ type: 'discharged', at: '2027-03-02T00:00:00.000Z' });
    expect(applyToClient(client, { type: 'discharged', at: '2027-03-01T00:00:00.000Z' })).toBe(client);
    expect(newClient('client-1')).toEqual({ clientId: 'client-1', consents: {}, openSessions: [] });
  });
});

describe('a session', () => {
  const started: SessionEvent = { type: 'started', at: '2027-03-01T10:00:00.000Z' };
  const ended: SessionEvent = { type: 'ended', at: '2027-03-01T11:00:00.000Z' };
  const cases: [string, SessionEvent[], boolean][] = [
    ['no clearance while it is only planned', [scheduled], false],
    ['clearance once the client has checked in', [scheduled, checkedIn()], true],
    ['clearance where it started without a check-in', [started], true],
    ['none after it has ended', [checkedIn(), started, ended], false],
    ['none where its end arrives first', [ended, started], false],
  ];
  test.each(cases)('needs %s', (_, events, needed) => {
    expect(needsClearance(events.reduce(applyToSession, newSession('session-1', 'client-1')))).toBe(needed);
  });
});
