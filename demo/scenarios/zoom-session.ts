import { createHmac } from 'node:crypto';
import { checkIn, type Clinic, furnish } from '../clinic.ts';
import { connectProvider, zoomHeaders } from '../providers.ts';
import type { Story } from '../story.ts';

const meeting = { id: 81234567890, uuid: 'c0ffEe+/AbCdEf==', host_id: 'HostUserId_0001' };

/** A session on Zoom, known only from Zoom's own signed webhooks: from the endpoint's challenge to the end. */
export const zoomSession = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { stage, facts } = clinic;
  const zoom = await connectProvider(clinic, 'zoom');
  const sessionId = zoom.ids.session(String(meeting.id));

  const send = async (event: string, object: object = {}): Promise<void> => {
    const sentAt = await stage.now();
    const body = JSON.stringify({
      event,
      event_ts: sentAt.getTime(),
      payload: { account_id: 'ExampleAccount', object: { ...meeting, topic: 'Séance privée 🕊', ...object } },
    });
    await zoom.post(body, zoomHeaders(zoom.secret, body, sentAt));
  };
  const joined = async (connection: string, person?: string) => {
    const participant = {
      participant_uuid: connection,
      participant_user_id: person,
      user_name: 'Jo Example',
    };
    return send('meeting.participant_joined', {
      participant: { ...participant, join_time: (await stage.now()).toISOString() },
    });
  };
  const left = async (connection: string) => {
    const participant = { participant_uuid: connection, leave_reason: 'Jo Example left the meeting.' };
    return send('meeting.participant_left', {
      participant: { ...participant, leave_time: (await stage.now()).toISOString() },
    });
  };

  await furnish(clinic);
  await tell('The operator has made an endpoint for Zoom, and Zoom asks whether it is ours.');
  const challenge = JSON.stringify({
    event: 'endpoint.url_validation',
    event_ts: 0,
    payload: { plainToken: 'plain' },
  });
  const answer = await zoom.post(challenge, zoomHeaders(zoom.secret, challenge, await stage.now()));
  await expect('Vigil answers the challenge under the shared secret', JSON.parse(answer.body), {
    plainToken: 'plain',
    encryptedToken: createHmac('sha256', zoom.secret).update('plain').digest('hex'),
  });
  const forged = await zoom.post(challenge, zoomHeaders('a-wrong-secret', challenge, await stage.now()));
  await expect('and to nobody else', forged.status, 401);

  await tell('The clinic plans a session in a Zoom meeting; the client checks in.');
  await checkIn(clinic, sessionId);
  await expect('the session is cleared', (await facts('session.cleared')).length, 1);

  await send('meeting.started');
  await expect('a room that opened is not yet a session', await facts('session.started'), []);
  await joined('connection-host', meeting.host_id);
  await joined('connection-client');
  await expect('it starts when the first comes', await facts('session.started'), ['session.started.v1']);

  await tell(
    "The client's page is loaded again: Zoom reports the new connection first, then the old one's end.",
  );
  await stage.advance('PT10M');
  await joined('connection-client-again');
  await left('connection-client');
  await stage.advance('PT45M');
  await expect('nothing ended', await facts('session.ended'), []);

  await tell('Both leave; Zoom sends the last event twice.');
  await left('connection-client-again');
  await left('connection-host');
  await send('meeting.ended');
  await send('meeting.ended');
  await expect('an empty room may fill again', await facts('session.ended'), []);
  await stage.advance('PT4M');
  await expect('after two minutes the session has ended, once', await facts('session.ended'), [
    'session.ended.v1',
  ]);
  await expect('nobody missed it', await facts('session.missed'), []);
  await expect('nobody was paged', await facts('incident.'), []);

  const everywhere = JSON.stringify([
    await stage.events(),
    await stage.logs(),
    await stage.queues({ bodies: true }),
    ...(await Promise.all(['State', 'Records', 'Ledger'].map((table) => stage.rows(table)))),
  ]);
  const private_ = ['Jo Example', 'Séance privée', String(meeting.id), meeting.uuid, meeting.host_id];
  await expect(
    "no name, topic or id of Zoom's stands anywhere",
    private_.filter((text) => everywhere.includes(text)),
    [],
  );
};
