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
} from '../../../domain/retention/erasure.ts';
import { mustGoAgain } from '../../../domain/retention/reapply.ts';
import retentionJson from '../../../policies/retention.json' with { type: 'json' };
import { retentionPolicy } from '../../../policies/retention.ts';
import type { RetentionPolicy } from '../../../domain/retention/retention-policy.ts';

const policy = retentionPolicy.parse(retentionJson) as RetentionPolicy;
const at = (day: number): string => `2027-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;

const placed = (matterId: string, day = 1): RetentionProfileEvent => ({
  type: 'hold-placed',
  matterId,
  placed: { at: at(day), kind: 'litigation', placedBy: 'officer-3', reviewAt: at(28) },
});
const released = (matterId: string, day = 2): RetentionProfileEvent => ({
  type: 'hold-released',
  matterId,
  released: { at: at(day), releasedBy: 'officer-3' },
});
const after = (...events: RetentionProfileEvent[]): RetentionProfile =>
  events.reduce(
    (retentionProfile, event) => applyToProfile(retentionProfile, event).state,
    newRetentionProfile('client-1'),
  );

describe('holds', () => {
  it('last while any matter is open', () => {
    expect(openMatters(after(placed('a'), placed('b'), released('a')))).toEqual(['b']);
    expect(openMatters(after(placed('a'), placed('b'), released('a'), released('b')))).toEqual([]);
  });

  it('a matter that was released stays released, whichever came first', () => {
    expect(openMatters(after(released('a'), placed('a')))).toEqual([]);
    expect(openMatters(after(placed('a'), released('a'), placed('a', 3)))).toEqual([]);
  });

  it('say that they are in force and lifted, once', () => {
    const retentionProfile = after(placed('a'));
    const types = (known: RetentionProfile, event: RetentionProfileEvent) =>
      applyToProfile(known, event).facts.map(({ type }) => type);
    expect(types(newRetentionProfile('client-1'), placed('a'))).toEqual([
      'hold.in-force.v1',
      'client.retention-basis-changed.v1',
    ]);
    expect(types(retentionProfile, placed('a'))).toEqual([]);
    expect(types(retentionProfile, released('a'))).toEqual([
      'hold.lifted.v1',
      'client.retention-basis-changed.v1',
    ]);
  });
});

const events: readonly RetentionProfileEvent[] = [
  placed('a'),
  released('a'),
  placed('b'),
  { type: 'discharged', at: at(5) },
  { type: 'served', at: at(6) },
  { type: 'served', at: at(4) },
  { type: 'present-in', jurisdiction: 'US-TX' },
  { type: 'registered', at: at(1), eventId: 'e1', jurisdiction: 'US-CA', profileRecordId: 'r1' },
  { type: 'registered', at: at(3), eventId: 'e2', jurisdiction: 'US-NY', profileRecordId: 'r2' },
];

it('the order of events, and their repetition, decides nothing', () => {
  const sorted = (retentionProfile: RetentionProfile) => ({
    ...retentionProfile,
    matters: Object.entries(retentionProfile.matters).sort(),
  });
  fc.assert(
    fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 18 }), (shuffled) => {
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
  ) =>
    requestErasure(
      retentionProfile,
      { requestId: 'request-1', requestedAt: at(day) },
      obstaclesToErasure(retentionProfile, records, policy, at(day)),
      policy,
    );

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
    expect(cancelErasure(state, 'request-1', at(16)).state.erasure?.status).toBe('cancelled');
    expect(cancelErasure(state, 'another', at(16)).state).toBe(state);
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

  it('cannot be recalled once it began, and a second request changes nothing', () => {
    const begun = beginErasure(ask(newRetentionProfile('client-1'), []).state, [], at(17)).state;
    expect(cancelErasure(begun, 'request-1', at(17)).state).toBe(begun);
    const again = requestErasure(begun, { requestId: 'request-2', requestedAt: at(18) }, [], policy);
    expect(again.state).toBe(begun);
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
