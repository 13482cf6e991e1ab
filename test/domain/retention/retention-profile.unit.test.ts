import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newRetentionProfile,
  openMatters,
  applyToProfile,
} from '../../../domain/retention/retention-profile.ts';
import type { RetentionProfile, RetentionProfileEvent } from '../../../domain/retention/retention-profile.ts';
import {
  beginErasure,
  countErased,
  cancelErasure,
  certifyErasure,
  erasureToCertify,
  finishErasure,
  obstaclesToErasure,
  requestErasure,
  resumeErasure,
} from '../../../domain/retention/erasure.ts';
import { mustGoAgain } from '../../../domain/retention/reapply.ts';
import { readRetentionPolicy } from '../../../functions/retention/policy.ts';

const policy = readRetentionPolicy();
const at = (day: number): string => `2027-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;

const placed = (matterId: string, day = 1): RetentionProfileEvent => ({
  type: 'hold-placed',
  matterId,
  placed: {
    at: at(day),
    eventId: `placed-${matterId}-${day}`,
    kind: 'litigation',
    placedBy: 'officer-3',
    reviewAt: at(28),
  },
});
const released = (matterId: string, day = 2): RetentionProfileEvent => ({
  type: 'hold-released',
  matterId,
  released: { at: at(day), eventId: `released-${matterId}-${day}`, releasedBy: 'officer-3' },
});
const after = (...events: RetentionProfileEvent[]): RetentionProfile =>
  events.reduce(
    (retentionProfile, event) => applyToProfile(retentionProfile, event).state,
    newRetentionProfile('client-1'),
  );

const corrected = (
  {
    wrong,
    right,
    sessionId,
  }: { readonly wrong: string; readonly right: string; readonly sessionId?: string },
  day = 20,
): RetentionProfileEvent => ({
  type: 'place-corrected',
  correctedBy: 'officer-3',
  correction: {
    at: at(day),
    eventId: `corrected-${wrong}-${right}-${day}`,
    wrong,
    right,
    ...(sessionId === undefined ? {} : { sessionId }),
  },
});
const home = (jurisdiction: string, day = 1): RetentionProfileEvent => ({
  type: 'registered',
  at: at(day),
  eventId: `registered-${day}`,
  jurisdiction,
  profileRecordId: `rec-${day}`,
});
const presentIn = (jurisdiction: string, sessionId: string, day = 2): RetentionProfileEvent => ({
  type: 'present-in',
  at: at(day),
  sessionId,
  jurisdiction,
});

describe('places', () => {
  const places = (...events: RetentionProfileEvent[]) => after(...events).jurisdictions;
  const factsOf = (events: readonly RetentionProfileEvent[], event: RetentionProfileEvent) =>
    applyToProfile(after(...events), event).facts.map(({ type, data }) =>
      type === 'client.place-correction-refused.v1' ? `refused: ${data.reason}` : type,
    );

  it('add up: moving shortens nothing', () => {
    expect(places(home('US-NY'), home('US-CA', 5), presentIn('US-TX', 's1'))).toEqual([
      'US-CA',
      'US-NY',
      'US-TX',
    ]);
  });

  it('that were a mistake no longer count, and what was meant does, whichever came first', () => {
    expect(places(home('CA'), corrected({ wrong: 'CA', right: 'US-CA' }))).toEqual(['US-CA']);
    expect(places(corrected({ wrong: 'CA', right: 'US-CA' }), home('CA'))).toEqual(['US-CA']);
    expect(
      places(presentIn('CA', 's1'), corrected({ wrong: 'CA', right: 'US-CA', sessionId: 's1' })),
    ).toEqual(['US-CA']);
  });

  it('stay where anything else stated them: another session, the registration, or the same one later', () => {
    const fix = corrected({ wrong: 'CA', right: 'US-CA', sessionId: 's1' });
    expect(places(presentIn('CA', 's1'), presentIn('CA', 's2'), fix)).toEqual(['CA', 'US-CA']);
    expect(places(home('CA'), presentIn('CA', 's1'), fix)).toEqual(['CA', 'US-CA']);
    expect(places(presentIn('CA', 's1'), fix, presentIn('CA', 's1', 25))).toEqual(['CA', 'US-CA']);
  });

  it('can be corrected twice', () => {
    const first = corrected({ wrong: 'CA', right: 'US-GA' }, 5);
    const second = corrected({ wrong: 'US-GA', right: 'US-CA' }, 6);
    expect(places(home('CA'), first, second)).toEqual(['US-CA']);
    expect(places(second, first, home('CA'))).toEqual(['US-CA']);
    expect(factsOf([home('CA'), first], second)).toEqual(['client.retention-basis-changed.v1']);
  });

  it('that were stated before statements were recorded stay: nobody knows by what', () => {
    const old = { ...newRetentionProfile('client-1'), jurisdictions: ['CA'] };
    const { state } = applyToProfile(old, corrected({ wrong: 'CA', right: 'US-CA' }));
    expect(state.jurisdictions).toEqual(['CA']);
  });

  it('of more sessions than are listed stay, and the list stops growing', () => {
    const sessions = Array.from({ length: 150 }, (_, index) => presentIn('US-CA', `s${1000 + index}`));
    const state = after(...sessions);
    expect(Object.keys(state.stated?.['US-CA']?.by ?? {})).toHaveLength(100);
    const { state: fixed } = applyToProfile(
      state,
      corrected({ wrong: 'US-CA', right: 'US-NY', sessionId: 's1000' }),
    );
    expect(fixed.jurisdictions).toEqual(['US-CA', 'US-NY']);
  });

  it('a correction without effect says why, once', () => {
    const fix = corrected({ wrong: 'CA', right: 'US-CA' });
    expect(factsOf([home('CA')], fix)).toEqual(['client.retention-basis-changed.v1']);
    expect(factsOf([home('US-CA')], fix)).toEqual(['refused: not-stated']);
    expect(factsOf([home('CA', 25)], fix)).toEqual(['refused: not-stated']);
    expect(factsOf([home('CA')], corrected({ wrong: 'CA', right: 'CA' }))).toEqual(['refused: same-place']);
    expect(factsOf([home('US-CA'), fix], fix)).toEqual([]);
  });

  it('end the same for every order and repetition', () => {
    const day = fc.integer({ min: 1, max: 6 });
    const place = fc.constantFrom('CA', 'US-CA', 'US-GA');
    const sessionId = fc.constantFrom('s1', 's2');
    const event = fc.oneof(
      fc.tuple(place, day).map(([where, when]) => home(where, when)),
      fc.tuple(place, sessionId, day).map(([where, which, when]) => presentIn(where, which, when)),
      fc.tuple(place, place, day).map(([wrong, right, when]) => corrected({ wrong, right }, when)),
      fc
        .tuple(place, place, sessionId, day)
        .map(([wrong, right, which, when]) => corrected({ wrong, right, sessionId: which }, when)),
    );
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 8 }).chain((events) => {
          // One event id says one thing.
          const distinct = [...new Map(events.map((each) => [idOf(each), each])).values()];
          const shuffled = fc.shuffledSubarray([...distinct, ...distinct], {
            minLength: distinct.length * 2,
          });
          return fc.tuple(fc.constant(distinct), shuffled);
        }),
        ([events, shuffled]) => {
          expect(after(...shuffled).jurisdictions).toEqual(after(...events).jurisdictions);
        },
      ),
    );
  });
});

const idOf = (event: RetentionProfileEvent): string =>
  event.type === 'place-corrected'
    ? event.correction.eventId
    : event.type === 'registered'
      ? event.eventId
      : JSON.stringify(event);

describe('holds', () => {
  it('last while any matter is open', () => {
    expect(openMatters(after(placed('a'), placed('b'), released('a')))).toEqual(['b']);
    expect(openMatters(after(placed('a'), placed('b'), released('a'), released('b')))).toEqual([]);
  });

  const factsAfter = (events: readonly RetentionProfileEvent[], event: RetentionProfileEvent) =>
    applyToProfile(after(...events), event).facts.map(({ type, data }) =>
      type === 'hold.refused.v1' ? `${data.statement} refused: ${data.reason}` : type,
    );

  it('a matter that was released later than it was placed holds nothing, whichever came first', () => {
    expect(openMatters(after(released('a'), placed('a')))).toEqual([]);
    expect(openMatters(after(placed('a'), released('a')))).toEqual([]);
  });

  it('a matter that is opened again after its release holds again', () => {
    const history = [placed('a', 1), released('a', 2)];
    expect(openMatters(after(...history, placed('a', 3)))).toEqual(['a']);
    expect(factsAfter(history, placed('a', 3))).toEqual([
      'hold.in-force.v1',
      'client.retention-basis-changed.v1',
    ]);
  });

  it('a release that is dated before the placement, or at the same moment, lifts nothing', () => {
    for (const day of [1, 2]) {
      expect(openMatters(after(placed('a', 2), released('a', day)))).toEqual(['a']);
      expect(openMatters(after(released('a', day), placed('a', 2)))).toEqual(['a']);
      expect(factsAfter([placed('a', 2)], released('a', day))).toEqual(['released refused: placed-later']);
    }
  });

  it('a statement without effect says why, once', () => {
    expect(factsAfter([], released('a'))).toEqual(['released refused: not-placed']);
    expect(factsAfter([released('a')], released('a'))).toEqual([]);
    expect(factsAfter([released('a', 2)], placed('a', 1))).toEqual(['placed refused: released-later']);
    expect(factsAfter([placed('a', 1), released('a', 2)], released('a', 3))).toEqual([
      'released refused: not-open',
    ]);
    expect(factsAfter([placed('a', 1), released('a', 2)], placed('a', 1))).toEqual([]);
  });

  it('hold under any id that an event may carry', () => {
    for (const matterId of ['constructor', 'toString', 'valueOf']) {
      expect(openMatters(after(placed(matterId)))).toEqual([matterId]);
      expect(openMatters(after(placed(matterId), released(matterId)))).toEqual([]);
    }
  });

  it('say that they are in force and lifted, once', () => {
    const both = ['hold.in-force.v1', 'client.retention-basis-changed.v1'];
    expect(factsAfter([], placed('a'))).toEqual(both);
    expect(factsAfter([placed('a')], placed('a'))).toEqual([]);
    expect(factsAfter([placed('a')], released('a'))).toEqual([
      'hold.lifted.v1',
      'client.retention-basis-changed.v1',
    ]);
  });
});

const events: readonly RetentionProfileEvent[] = [
  placed('a', 1),
  released('a', 2),
  placed('a', 3),
  placed('b', 4),
  released('b', 4),
  placed('c', 2),
  released('c', 5),
  released('d', 1),
  { type: 'discharged', at: at(5) },
  { type: 'served', at: at(6) },
  { type: 'served', at: at(4) },
  { type: 'present-in', at: at(2), sessionId: 'session-1', jurisdiction: 'US-TX' },
  corrected({ wrong: 'US-CA', right: 'US-NY' }, 3),
  { type: 'registered', at: at(1), eventId: 'e1', jurisdiction: 'US-CA', profileRecordId: 'r1' },
  { type: 'registered', at: at(3), eventId: 'e2', jurisdiction: 'US-NY', profileRecordId: 'r2' },
];

it('the order of events, and their repetition, decides nothing', () => {
  const sorted = (retentionProfile: RetentionProfile) => ({
    ...retentionProfile,
    open: openMatters(retentionProfile),
    // In which order the events were decided.
    settled: [...(retentionProfile.settled ?? [])].sort(),
    matters: Object.entries(retentionProfile.matters).sort(),
  });
  fc.assert(
    fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }), (shuffled) => {
      expect(sorted(after(...shuffled))).toEqual(sorted(after(...events)));
    }),
  );
});

const note = (expiresAt: string) => ({
  recordId: 'note-1',
  recordClass: 'progress-note',
  retention: {
    status: 'until',
    expiresAt,
    won: 'us-ca.psychologist',
    rules: ['us-ca.psychologist'],
    policyVersion: '2026-11',
  } as const,
});

describe('erasure', () => {
  const ask = (
    retentionProfile: RetentionProfile,
    records: Parameters<typeof obstaclesToErasure>[1],
    day = 10,
    requestId = 'request-1',
  ) =>
    requestErasure(
      retentionProfile,
      { requestId, requestedAt: at(day) },
      obstaclesToErasure(retentionProfile, records, policy, at(day)),
      policy,
    );

  const cancel = (retentionProfile: RetentionProfile, requestId: string, day: number) =>
    cancelErasure(retentionProfile, { requestId, eventId: `cancel-${requestId}` }, at(day));

  it('is refused with every reason at once', () => {
    const records = [note('2034-01-01T12:00:00.000Z'), { recordId: 'note-2', recordClass: 'transcript' }];
    const { state } = ask(after(placed('a')), records);
    expect(state.erasure).toMatchObject({
      status: 'refused',
      reasons: [
        { reason: 'hold', matterId: 'a' },
        { reason: 'retention-duty', rule: 'us-ca.psychologist', until: '2034-01-01T12:00:00.000Z' },
        { reason: 'retention-unresolved', records: 1 },
      ],
    });
  });

  it('is granted where the duty has run out, where no care was given, and where only a limit of the provider stands', () => {
    expect(
      ask(newRetentionProfile('client-1'), [note('2027-01-01T12:00:00.000Z')]).state.erasure?.status,
    ).toBe('waiting');
    const profile = { ...note('2034-01-01T12:00:00.000Z'), recordClass: 'client-profile' };
    expect(ask(newRetentionProfile('client-1'), [profile]).state.erasure?.status).toBe('waiting');
  });

  it('a class that the policy does not know counts as care', () => {
    const strange = { recordId: 'x', recordClass: 'doodle' };
    expect(ask(newRetentionProfile('client-1'), [strange]).state.erasure?.status).toBe('refused');
  });

  it('waits seven days and can be cancelled until then', () => {
    const { state } = ask(newRetentionProfile('client-1'), []);
    expect(state.erasure).toMatchObject({ status: 'waiting', dueAt: at(17) });
    expect(beginErasure(state, [], at(16)).state).toBe(state);
    expect(cancel(state, 'request-1', 16).state.erasure?.status).toBe('cancelled');
    const other = cancel(state, 'another', 16);
    expect(other.state.erasure).toEqual(state.erasure);
    expect(other.facts).toMatchObject([{ data: { requestId: 'another', reason: 'not-requested' } }]);
  });

  it('that was taken back before it arrived is never carried out', () => {
    const cancelled = cancel(newRetentionProfile('client-1'), 'request-1', 9);
    const { state, facts } = ask(cancelled.state, []);
    expect(state.erasure).toBeUndefined();
    expect(facts.map(({ type }) => type)).toEqual(['erasure.cancelled.v1']);
    expect(ask(state, []).facts).toEqual([]);
    expect(ask(state, [], 10, 'request-2').state.erasure?.status).toBe('waiting');
  });

  it('has one end, in whatever order, and however often, its events arrive', () => {
    const steps = ['ask 1', 'ask 1', 'cancel 1', 'cancel 1', 'ask 2', 'cancel 3'];
    const run = (order: readonly string[]) => {
      let state = newRetentionProfile('client-1');
      const types: string[] = [];
      for (const step of order) {
        const request = `request-${step.slice(-1)}`;
        const decided = step.startsWith('ask') ? ask(state, [], 10, request) : cancel(state, request, 11);
        state = decided.state;
        types.push(...decided.facts.map(({ type, data }) => `${type} ${data.requestId}`));
      }
      return { state, types };
    };
    fc.assert(
      fc.property(fc.shuffledSubarray(steps, { minLength: steps.length }), (order) => {
        const { state, types } = run(order);
        expect(state.erasure?.requestId === 'request-1' && state.erasure.status === 'waiting').toBe(false);
        // Where another request came first, the cancelled one was never granted.
        expect(types).toContain(
          types.includes('erasure.refused.v1 request-1')
            ? 'erasure.cancellation-refused.v1 request-1'
            : 'erasure.cancelled.v1 request-1',
        );
        // The second request was granted, or somebody learned that it was not.
        const second = types.filter((type) => type.endsWith('request-2'));
        expect(second).toHaveLength(1);
        expect(state.erasure?.requestId === 'request-2').toBe(second[0] === 'erasure.scheduled.v1 request-2');
      }),
    );
  });

  it('that a hold stopped waits once more when the last hold is lifted', () => {
    const held = applyToProfile(ask(newRetentionProfile('client-1'), []).state, placed('a', 12)).state;
    const stopped = beginErasure(held, obstaclesToErasure(held, [], policy, at(17)), at(17)).state;
    expect(resumeErasure(stopped, policy, at(18)).state).toBe(stopped);
    const lifted = applyToProfile(stopped, released('a', 19)).state;
    const { state, facts } = resumeErasure(lifted, policy, at(19));
    expect(state.erasure).toMatchObject({ status: 'waiting', requestId: 'request-1', dueAt: at(26) });
    expect(facts.map(({ type }) => type)).toEqual(['erasure.scheduled.v1']);
    const given = cancel(stopped, 'request-1', 18);
    expect(given.facts).toMatchObject([{ data: { reason: 'not-waiting' } }]);
    expect(resumeErasure(applyToProfile(given.state, released('a', 19)).state, policy, at(19)).facts).toEqual(
      [],
    );
  });

  it('is stopped by a hold that comes while it waits', () => {
    const held = applyToProfile(ask(newRetentionProfile('client-1'), []).state, placed('a', 12)).state;
    const { state, facts } = beginErasure(held, obstaclesToErasure(held, [], policy, at(17)), at(17));
    expect(state.erasure).toMatchObject({ status: 'stopped', reasons: [{ reason: 'hold', matterId: 'a' }] });
    expect(facts.map(({ type }) => type)).toEqual(['erasure.refused.v1']);
  });

  it('is certified only when no memory can hold the key', () => {
    const begun = beginErasure(ask(newRetentionProfile('client-1'), []).state, [], at(17)).state;
    const erased = finishErasure(begun, 2, '2027-03-17T10:00:00.000Z').state;
    expect(erasureToCertify(erased, 'demo', '2027-03-17T10:09:59.999Z')).toBeUndefined();
    expect(certifyErasure(erased, 'jws', '2027-03-17T10:09:59.999Z').state).toBe(erased);
    const now = '2027-03-17T10:10:00.000Z';
    expect(erasureToCertify(erased, 'demo', now)).toMatchObject({
      records: 2,
      stage: 'final',
      method: 'key-destroyed',
    });
    expect(certifyErasure(erased, 'jws', now).state.erasure?.status).toBe('certified');
  });

  it('certifies as many records as there were, although a run died on the way and the next found fewer', () => {
    const begun = beginErasure(ask(newRetentionProfile('client-1'), []).state, [], at(17)).state;
    const counted = countErased(begun, 3);
    expect(countErased(counted, 1)).toBe(counted);
    const { state, facts } = finishErasure(counted, 1, at(17));
    expect(facts[0]?.data).toMatchObject({ records: 3 });
    expect(erasureToCertify(state, 'demo', at(18))?.records).toBe(3);
    expect(countErased(state, 1)).toBe(state);
  });

  it('cannot be recalled once it began, and a second request is refused', () => {
    const begun = beginErasure(ask(newRetentionProfile('client-1'), []).state, [], at(17)).state;
    const late = cancel(begun, 'request-1', 17);
    expect(late.state.erasure).toBe(begun.erasure);
    expect(late.facts).toMatchObject([{ data: { reason: 'too-late' } }]);
    const again = requestErasure(begun, { requestId: 'request-2', requestedAt: at(18) }, [], policy);
    expect(again.state.erasure).toBe(begun.erasure);
    expect(again.facts).toMatchObject([{ data: { reasons: [{ reason: 'already-requested' }] } }]);
  });

  it('with a matter open nothing begins, whatever the records', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('2020-01-01', '2040-01-01')), (dates) => {
        const retentionProfile = after(placed('a'));
        const records = dates.map((date) => note(`${date}T12:00:00.000Z`));
        const obstacles = obstaclesToErasure(retentionProfile, records, policy, at(17));
        expect(obstacles).toContainEqual({ reason: 'hold', matterId: 'a' });
      }),
    );
  });
});

describe('a restored table', () => {
  const record = { sealedAt: at(1), retention: note('2027-03-05T12:00:00.000Z').retention };
  const known = {
    tenantId: 'demo',
    subject: 'client:client-1',
    recordId: 'note-1',
    recordClass: 'progress-note',
    sealedAt: at(1),
  };

  it('gives back what was erased, purged or is expired, and nothing that is held', () => {
    const begun = beginErasure(
      requestErasure(newRetentionProfile('client-1'), { requestId: 'r', requestedAt: at(1) }, [], policy)
        .state,
      [],
      at(17),
    ).state;
    expect(mustGoAgain(record, undefined, begun, at(2))).toBe('erased');
    const purged = { ...known, status: 'purged', certificate: {} } as never;
    expect(mustGoAgain(record, purged, undefined, at(6))).toBe('purged');
    expect(mustGoAgain(record, undefined, undefined, at(6))).toBe('expired');
    expect(mustGoAgain(record, undefined, undefined, at(4))).toBeUndefined();
    expect(mustGoAgain(record, undefined, after(placed('a')), at(6))).toBeUndefined();
    // Sealed again under an id whose first record was purged.
    expect(mustGoAgain({ ...record, sealedAt: at(3) }, purged, undefined, at(4))).toBeUndefined();
  });
});
