import { createHmac } from 'node:crypto';
import { clientWatched } from '../../events/client.ts';
import { type Clinic, furnish } from '../clinic.ts';
import { connectProvider, zoomHeaders } from '../providers.ts';
import type { Story } from '../story.ts';

const meeting = { id: 81234567890, host_id: 'HostUserId_0001' };
const invitee = 'https://api.calendly.com/scheduled_events/EXAMPLE/invitees/EXAMPLE';

/** Calendly books, Zoom holds the meeting, and nobody's platform ties the two: the booking itself says where it takes place. */
export const zoomAndCalendly = async (clinic: Clinic, { tell, expect }: Story): Promise<void> => {
  const { stage, state, facts } = clinic;
  await furnish(clinic);
  const zoom = await connectProvider(clinic, 'zoom');
  const calendly = await connectProvider(clinic, 'calendly');
  const sessionId = calendly.ids.session(invitee);
  const clientId = calendly.ids.person('client@example.org');
  const startsAt = new Date((await stage.now()).getTime() + 5 * 60_000);

  const book = async (): Promise<void> => {
    const now = await stage.now();
    const body = JSON.stringify({
      event: 'invitee.created',
      created_at: now.toISOString(),
      payload: {
        uri: invitee,
        email: 'client@example.org',
        name: 'Jo Example',
        event: 'https://api.calendly.com/scheduled_events/EXAMPLE',
        scheduled_event: {
          start_time: startsAt.toISOString(),
          event_memberships: [{ user: 'https://api.calendly.com/users/EXAMPLE' }],
          location: {
            type: 'zoom',
            join_url: `https://zoom.us/j/${meeting.id}?pwd=example`,
            data: { id: meeting.id },
          },
        },
      },
    });
    const seconds = String(Math.floor(now.getTime() / 1000));
    const mac = createHmac('sha256', calendly.secret).update(`${seconds}.${body}`).digest('hex');
    await calendly.post(body, { 'calendly-webhook-signature': `t=${seconds},v1=${mac}` });
  };
  const joins = async (connection: string, person?: string): Promise<void> => {
    const sentAt = await stage.now();
    const participant = {
      participant_uuid: connection,
      participant_user_id: person,
      user_name: 'Jo Example',
    };
    const body = JSON.stringify({
      event: 'meeting.participant_joined',
      event_ts: sentAt.getTime(),
      payload: { object: { ...meeting, participant: { ...participant, join_time: sentAt.toISOString() } } },
    });
    await zoom.post(body, zoomHeaders(zoom.secret, body, sentAt));
  };

  await tell('A client whom the clinic watches books with Calendly, which makes a Zoom meeting for it.');
  await state(clientWatched, { clientId, level: 'elevated' });
  await tell('The clinician is early: Zoom reports the meeting before Calendly reports the booking.');
  await joins('connection-host', meeting.host_id);
  await expect('nobody knows yet whose session that is', await facts('session.started'), []);
  await book();
  await expect('the booking says which meeting it is', await facts('session.started'), [
    'session.started.v1',
  ]);
  await stage.advance('PT5M');
  await joins('connection-client');

  await tell('Twenty minutes later both sit in the meeting.');
  await stage.advance('PT20M');
  await expect('nobody missed it', await facts('session.missed'), []);
  await expect('nobody was paged', await facts('incident.'), []);
  const started = await stage.events('session.started.v1');
  await expect(
    "it is the booking's session that started",
    started.map(({ detail }) => detail.data['sessionId']),
    [sessionId],
  );
};
