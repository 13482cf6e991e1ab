import { describe, expect, it } from 'vitest';
import { providerIds } from '../../../../functions/intake/provider-ids.ts';
import { translateChime } from '../../../../functions/intake/providers/chime.ts';
import { livekit } from '../../../../functions/intake/providers/livekit.ts';
import type { Translation } from '../../../../functions/intake/providers/provider.ts';
import { zoom } from '../../../../functions/intake/providers/zoom.ts';
import { now, signed } from './requests.ts';
import { receive } from './webhook.ts';

const ids = providerIds('example-key', 'test');
const types = (translation: Translation) =>
  translation.outcome === 'facts' ? translation.facts.map(({ type }) => type) : [];

describe('who counts as a person', () => {
  const seen = (kind: unknown) =>
    livekit.translate(
      { event: 'participant_joined', id: 'e', room: { name: 'r' }, participant: { sid: 's', kind } },
      ids,
      now,
    );

  it.each([[undefined], ['STANDARD'], ['SIP'], [0]])('LiveKit: kind %s does', (kind) => {
    expect(types(seen(kind))).toEqual(['participant.joined.v1']);
  });

  it.each([['AGENT'], ['EGRESS'], ['INGRESS'], [4]])('LiveKit: kind %s does not', (kind) => {
    expect(types(seen(kind))).toEqual([]);
  });

  it("Chime: a media pipeline does not, whatever the tenant's people are called", () => {
    const attendee = (externalUserId: string) =>
      translateChime(
        { eventType: 'chime:AttendeeJoined', timestamp: 1, meetingId: 'm', attendeeId: 'a', externalUserId },
        ids,
      );
    expect(types(attendee('aws:MediaPipeline-1234'))).toEqual([]);
    expect(types(attendee('clinician-21'))).toEqual(['participant.joined.v1']);
  });

  it('a recorder that the operator has listed does not', async () => {
    const participant = { participant_uuid: 'c-1', participant_user_id: 'recorder-1' };
    const payload = { object: { id: 1, participant } };
    const request = await signed(
      'zoom',
      JSON.stringify({ event: 'meeting.participant_joined', event_ts: Date.parse(now), payload }),
    );
    expect((await receive('zoom', request)).published).toHaveLength(1);
    const listed = await receive('zoom', request, { notPeople: ['recorder-1'] });
    expect(listed).toMatchObject({ status: 200, published: [] });
  });

  it('Zoom: two devices that share a participant_uuid are two connections', () => {
    const connection = (user_id: string) => {
      const participant = { participant_uuid: 'shared', user_id };
      const body = {
        event: 'meeting.participant_left',
        event_ts: 1,
        payload: { object: { id: 1, participant } },
      };
      const translation = zoom.translate(body, ids, now);
      return translation.outcome === 'facts' ? translation.facts[0]?.data : undefined;
    };
    expect(connection('1')).not.toEqual(connection('2'));
    expect(connection('1')).toEqual(connection('1'));
  });
});
