import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { providerIds } from '../../client/index.ts';
import { people, readSecret } from '../../demo/clinic.ts';
import { operatorOf } from '../../demo/operator.ts';
import { connectProvider, zoomHeaders } from '../../demo/providers.ts';
import { sessionScheduled } from '../../events/session.ts';
import { useClinic } from './open-stage.ts';

const clinic = useClinic();
const told = async (sessionId: string): Promise<string[]> =>
  (await clinic().stage.events())
    .filter(({ detail }) => detail['source'] === 'urn:vigil' && detail.data['sessionId'] === sessionId)
    .map((event) => event['detail-type'])
    // What presence says; clearance has its own to say of the same session.
    .filter(
      (type) =>
        !/^session\.(cleared|blocked|forecast|fallback|connection-restored|connection-unresolved)/.test(type),
    );

const schedule = async (sessionId: string) => {
  const { clientId, clinicianId } = people;
  const startsAt = (await clinic().stage.now()).toISOString();
  await clinic().state(sessionScheduled, { sessionId, clientId, clinicianId, startsAt });
};

describe('Amazon Chime over EventBridge', () => {
  it('is followed from the default bus: a drop is told at once, the end after a while', async () => {
    const { stage } = clinic();
    const { key = '' } = await readSecret(stage.url, 'provider-ids/demo-clinic');
    const sessionId = providerIds(key, 'chime').session('meeting-1');
    await schedule(sessionId);
    const bus = new EventBridgeClient(operatorOf(stage.url));
    const say = async (eventType: string, source = 'aws.chime') => {
      const attendee = { attendeeId: 'attendee-1', externalUserId: 'Zoë Example' };
      const timestamp = (await stage.now()).getTime();
      const Detail = JSON.stringify({ eventType, timestamp, meetingId: 'meeting-1', ...attendee });
      const DetailType = 'Chime Meeting State Change';
      await bus.send(new PutEventsCommand({ Entries: [{ Source: source, DetailType, Detail }] }));
      await stage.idle();
    };
    await say('chime:AttendeeJoined', 'somebody.else');
    expect(await told(sessionId)).toEqual([]);
    await say('chime:MeetingStarted');
    await say('chime:AttendeeJoined');
    await stage.advance('PT5M');
    await say('chime:AttendeeDropped');
    expect(await told(sessionId)).toEqual(['session.started.v1', 'session.connection-lost.v1']);
    await stage.advance('PT17M');
    expect(await told(sessionId)).toEqual([
      'session.started.v1',
      'session.connection-lost.v1',
      // One was there, and nobody knows who.
      'session.missed.v1',
      'session.ended.v1',
    ]);
    expect(JSON.stringify([await stage.rows('State'), await stage.logs()])).not.toContain('Zoë');
  });
});

describe('a session to which nobody comes', () => {
  it('is missed once, a quarter of an hour after its start', async () => {
    await schedule('session-nobody');
    await clinic().stage.advance('PT14M');
    expect(await told('session-nobody')).toEqual([]);
    await clinic().stage.advance('PT3M');
    await clinic().stage.advance('PT1H');
    expect(await told('session-nobody')).toEqual(['session.missed.v1']);
  });
});

describe('a FHIR server that calls as if it wrote to one', () => {
  it('puts an appointment and deletes it', async () => {
    const ehr = await connectProvider(clinic(), 'fhir');
    const url = `${clinic().stage.url}${ehr.path}/Appointment/a-1`;
    const authorization = `Bearer ${ehr.secret}`;
    const body = JSON.stringify({
      resourceType: 'Appointment',
      id: 'a-1',
      status: 'booked',
      start: new Date((await clinic().stage.now()).getTime() + 86_400_000).toISOString(),
      participant: [{ actor: { reference: 'Patient/1' } }, { actor: { reference: 'Practitioner/1' } }],
    });
    const headers = { authorization, 'content-type': 'application/fhir+json' };
    expect((await fetch(url, { method: 'PUT', headers, body })).status).toBe(200);
    expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(200);
    await clinic().stage.idle();
    for (const type of ['session.scheduled.v1', 'session.cancelled.v1']) {
      const said = await clinic().stage.events(type);
      expect(said.map(({ detail }) => detail.data['sessionId'])).toContain(
        ehr.ids.session('Appointment/a-1'),
      );
    }
  });
});

describe('a fault of ours while a webhook arrives', () => {
  it.each([
    ['secretsmanager', 'GetSecretValue'],
    ['events', 'PutEvents'],
  ])('%s %s: the provider is asked to come again, and coming again is enough', async (service, operation) => {
    const { stage } = clinic();
    const zoom = await connectProvider(clinic(), 'zoom');
    const room = `room-${service}`;
    await schedule(zoom.ids.session(room));
    const body = JSON.stringify({
      event: 'meeting.participant_joined',
      event_ts: (await stage.now()).getTime(),
      payload: { object: { id: room, participant: { participant_uuid: 'c-1' } } },
    });
    const headers = zoomHeaders(zoom.secret, body, await stage.now());
    const error = 'ValidationException';
    await stage.addFault({ service, operation, function: 'receive-webhook', nth: 1, error });
    expect((await zoom.post(body, headers)).status).toBe(503);
    await stage.clearFaults();
    expect((await zoom.post(body, headers)).status).toBe(200);
    expect((await zoom.post(body, headers)).status).toBe(200);
    expect(await told(zoom.ids.session(room))).toEqual(['session.started.v1']);
  });
});
