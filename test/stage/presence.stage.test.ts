import { beforeAll, describe, expect, test } from 'vitest';
import { furnish, people } from '../../demo/clinic.ts';
import { clientWatched } from '../../events/client.ts';
import { participantDropped, participantJoined, participantLeft } from '../../events/presence.ts';
import { sessionCheckedIn, sessionScheduled } from '../../events/session.ts';
import { phones, useOnCall } from './on-call.ts';
import { schedules } from './open-stage.ts';

const { clinic, takeAndFinish } = useOnCall({
  pausedSchedules: [...schedules.alarms, ...schedules.ledger, ...schedules.retention],
});

beforeAll(async () => {
  await furnish(clinic());
});

/** A client at elevated risk with a session in so many minutes. */
const plan = async (id: string, minutes: number) => {
  const [clientId, sessionId] = [`client-${id}`, `session-${id}`];
  const startsAt = new Date((await clinic().stage.now()).getTime() + minutes * 60_000).toISOString();
  await clinic().state(clientWatched, { clientId, level: 'elevated' });
  await clinic().state(sessionScheduled, { sessionId, clientId, clinicianId: people.clinicianId, startsAt });
  const seen = (personId: string, device = '1') => ({
    sessionId,
    connectionId: `connection-${personId}-${device}`,
    personId,
  });
  return { sessionId, clientId, client: seen(clientId), clinician: seen(people.clinicianId), seen };
};

/** What Vigil has derived about this session. */
const derived = async (sessionId: string): Promise<string[]> =>
  (await clinic().stage.events())
    .filter(({ detail }) => detail['source'] === 'urn:vigil' && detail.data['sessionId'] === sessionId)
    .map((event) => event['detail-type'])
    .filter((type) => /^session\.(started|resumed|ended|missed|connection|fallback)|^risk/.test(type));

describe('a connection that comes back after seconds', () => {
  test('pages nobody, and nobody is asked to call', async () => {
    const { state, stage } = clinic();
    const { sessionId, client, clinician, seen } = await plan('blip', 5);
    await state(participantJoined, clinician);
    await state(participantJoined, client);
    await state(participantDropped, client);
    await stage.advance('PT10S');
    await state(participantJoined, seen('client-blip', '2'));
    await stage.advance('PT10M');
    expect(await derived(sessionId)).toEqual([
      'session.started.v1',
      'session.connection-lost.v1',
      'session.connection-restored.v1',
    ]);
  });

  test('while one that stays away pages somebody within a minute', async () => {
    const { state, stage } = clinic();
    const { client, clinician } = await plan('gone', 5);
    await state(participantJoined, clinician);
    await state(participantJoined, client);
    await state(participantDropped, client);
    await stage.advance('PT35S');
    await takeAndFinish(phones.ada);
  });
});

describe('a test of the room', () => {
  test('starts nothing and ends nothing; the session that follows is watched as any other', async () => {
    const { state, stage, mayRun } = clinic();
    const { sessionId, clientId, clinician, client } = await plan('early', 40);
    await state(participantJoined, clinician);
    await stage.advance('PT3M');
    await state(participantLeft, clinician);
    await stage.advance('PT20M');
    expect(await derived(sessionId)).toEqual([]);
    const checkIn = { sessionId, clientId, clinicianId: people.clinicianId, jurisdiction: 'US-CA' } as const;
    await state(sessionCheckedIn, {
      ...checkIn,
      privatePlace: true,
      address: '1 Example Street, Exampleville',
      localEmergencyNumber: '+12025550199',
    });
    expect((await mayRun({ sessionId, clientId })).reason).not.toBe('session-ended');
    await stage.advance('PT17M');
    await state(participantJoined, clinician);
    await state(participantJoined, client);
    expect(await derived(sessionId)).toEqual(['session.started.v1']);
  });

  test('by the client, who then stays away while the clinician waits: somebody is paged', async () => {
    const { state, stage } = clinic();
    const { sessionId, clinician, client } = await plan('peeked', 30);
    await state(participantJoined, client);
    await state(participantLeft, client);
    await stage.advance('PT30M');
    await state(participantJoined, clinician);
    await stage.advance('PT16M');
    expect(await derived(sessionId)).toEqual(['session.started.v1', 'session.missed.v1', 'risk.detected.v1']);
    await takeAndFinish(phones.ada);
  });
});

describe('a session from which both are gone', () => {
  test('has ended after a while, and goes on when they come back: a loss then is noticed', async () => {
    const { state, stage } = clinic();
    const { sessionId, clinician, client } = await plan('break', 1);
    await state(participantJoined, clinician);
    await state(participantJoined, client);
    await stage.advance('PT5M');
    await state(participantLeft, clinician);
    await state(participantLeft, client);
    await stage.advance('PT3M');
    expect(await derived(sessionId)).toEqual(['session.started.v1']);
    await stage.advance('PT14M');
    await state(participantJoined, clinician);
    await state(participantJoined, client);
    await state(participantDropped, client);
    await stage.advance('PT35S');
    expect((await derived(sessionId)).slice(0, 5)).toEqual([
      'session.started.v1',
      'session.ended.v1',
      'session.resumed.v1',
      'session.connection-lost.v1',
      'risk.detected.v1',
    ]);
    await takeAndFinish(phones.ada);
  });
});

describe('the past', () => {
  test('an appointment that was over before it became known pages nobody', async () => {
    const { stage } = clinic();
    const { sessionId } = await plan('historic', -7_000_000);
    await stage.advance('PT20M');
    expect(await derived(sessionId)).toEqual([]);
  });
});
