import { beforeAll, describe, expect, test } from 'vitest';
import { furnish, people } from '../../demo/clinic.ts';
import { connectProvider, zoomHeaders } from '../../demo/providers.ts';
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
    await stage.advance('PT17M');
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

describe('a booking of one system and a meeting of another', () => {
  const meeting = { id: 81234567890, host_id: 'HostUserId_0001' };
  const address = `https://zoom.us/j/${meeting.id}?pwd=example`;
  const url = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService';
  const appointment = (id: string, startsAt: Date) =>
    JSON.stringify({
      resourceType: 'Appointment',
      id,
      status: 'booked',
      start: startsAt.toISOString(),
      participant: [
        { actor: { reference: `Patient/${id}` } },
        { actor: { reference: 'Practitioner/example' } },
      ],
      extension: [{ url, extension: [{ url: 'address', valueUrl: address }] }],
    });
  const setUp = async (id: string, minutes: number) => {
    const { stage, state } = clinic();
    const zoom = await connectProvider(clinic(), 'zoom');
    const ehr = await connectProvider(clinic(), 'fhir');
    const [clientId, sessionId] = [ehr.ids.person(`Patient/${id}`), ehr.ids.session(`Appointment/${id}`)];
    await state(clientWatched, { clientId, level: 'elevated' });
    const startsAt = new Date((await stage.now()).getTime() + minutes * 60_000);
    const book = () =>
      ehr.post(appointment(id, startsAt), {
        authorization: `Bearer ${ehr.secret}`,
        'content-type': 'application/fhir+json',
      });
    const send = async (event: string, object: object, more: object = {}) => {
      const sentAt = await stage.now();
      const payload = { object: { ...meeting, ...object }, ...more };
      const body = JSON.stringify({ event, event_ts: sentAt.getTime(), payload });
      expect((await zoom.post(body, zoomHeaders(zoom.secret, body, sentAt))).status).toBe(200);
    };
    const joins = async (participant: object) =>
      send('meeting.participant_joined', {
        participant: { ...participant, join_time: (await stage.now()).toISOString() },
      });
    const host = (connection: string) =>
      joins({ participant_uuid: connection, participant_user_id: meeting.host_id });
    return { sessionId, startsAt, book, send, host, guest: (it: string) => joins({ participant_uuid: it }) };
  };

  test.each(['the booking', 'the meeting'])(
    '%s first: both sit in the room, and nobody is paged',
    async (first) => {
      const id = first.replace(' ', '-');
      const { sessionId, book, host, guest } = await setUp(id, 5);
      if (first === 'the booking') await book();
      await host(`host-${id}`);
      await guest(`guest-${id}`);
      if (first === 'the meeting') await book();
      await clinic().stage.advance('PT25M');
      expect(await derived(sessionId)).toEqual(['session.started.v1']);
      // The next test finds the room as it was left.
      await clinic().stage.advance('PT13H');
    },
  );

  test('that Zoom moves is not missed at its old time, and is at its new one', async () => {
    const { sessionId, startsAt, book, send } = await setUp('moved', 20);
    await book();
    await clinic().stage.advance('PT1M');
    const [from, to] = [startsAt, new Date(startsAt.getTime() + 2 * 3_600_000)].map((it) => it.toISOString());
    await send('meeting.updated', { start_time: to }, { old_object: { start_time: from } });
    await clinic().stage.advance('PT1H');
    expect(await derived(sessionId)).toEqual([]);
    await clinic().stage.advance('PT1H36M');
    expect(await derived(sessionId)).toEqual(['session.missed.v1', 'risk.detected.v1']);
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
