import { describe, expect, it } from 'vitest';
import { translateFhir } from '../../../../functions/intake/fhir/translate-fhir.ts';
import { providerIds } from '../../../../functions/intake/provider-ids.ts';
import { calendly } from '../../../../functions/intake/providers/calendly.ts';
import { roomsAt } from '../../../../functions/intake/providers/meeting-address.ts';
import type { ProviderFact, Translation } from '../../../../functions/intake/providers/provider.ts';
import { zoom } from '../../../../functions/intake/providers/zoom.ts';

const ids = providerIds('example-key', 'test');
const now = '2027-02-01T12:00:00.000Z';
const factsOf = (translation: Translation): readonly ProviderFact[] =>
  translation.outcome === 'facts' ? translation.facts : [];
const zoomRoom = providerIds('example-key', 'zoom').session('81234567890');

describe('the room that the address of a meeting names', () => {
  it.each([
    ['https://zoom.us/j/81234567890?pwd=c2VjcmV0', 'zoom', '81234567890'],
    ['https://us02web.zoom.us/wc/join/81234567890', 'zoom', '81234567890'],
    ['https://example.daily.co/room-1', 'daily', 'room-1'],
    ['https://8x8.vc/vpaas-magic-cookie-1/room-1', 'jaas', 'vpaas-magic-cookie-1/room-1'],
  ])('%s', (address, namespace, room) => {
    expect(roomsAt(address, ids)).toEqual([providerIds('example-key', namespace).session(room)]);
  });

  it.each([
    [undefined],
    ['a room'],
    ['https://zoom.us.example.org/j/81234567890'],
    ['https://example.org/j/81234567890'],
    ['https://zoom.us/profile'],
  ])('%s names none', (address) => {
    expect(roomsAt(address, ids)).toEqual([]);
  });
});

describe('Calendly', () => {
  const booking = (location: unknown) =>
    factsOf(
      calendly.translate(
        {
          event: 'invitee.created',
          created_at: '2027-02-01T10:00:00Z',
          payload: {
            uri: 'https://api.calendly.com/scheduled_events/E/invitees/I',
            email: 'client@example.org',
            event: 'https://api.calendly.com/scheduled_events/E',
            scheduled_event: {
              start_time: '2027-03-01T10:00:00Z',
              event_memberships: [{ user: 'https://api.calendly.com/users/U' }],
              location,
            },
          },
        },
        ids,
        now,
      ),
    );

  it('says which meeting it has made for the booking', () => {
    const join_url = 'https://zoom.us/j/81234567890?pwd=c2VjcmV0';
    const [scheduled, linked] = booking({ type: 'zoom', join_url, data: { id: 81234567890, password: 'x' } });
    const { sessionId } = scheduled?.data as { sessionId: string };
    expect(linked).toMatchObject({
      type: 'session.ids-linked.v1',
      data: { sessionId, otherIds: [zoomRoom] },
    });
    expect(linked?.data).toEqual({ sessionId, otherIds: [zoomRoom] });
  });

  it.each([[undefined], [null], [{ type: 'physical', location: 'Example Street' }], [{ type: 7 }], ['x']])(
    'books without a meeting: %j',
    (location) => {
      expect(booking(location).map(({ type }) => type)).toEqual(['session.scheduled.v1']);
    },
  );
});

describe('FHIR', () => {
  const appointment = (more: object) =>
    factsOf(
      translateFhir(
        {
          resourceType: 'Appointment',
          id: 'a-1',
          status: 'booked',
          start: '2027-03-01T10:00:00Z',
          participant: [
            { actor: { reference: 'Patient/p-1' } },
            { actor: { reference: 'Practitioner/d-1' } },
          ],
          ...more,
        },
        ids,
        now,
      ),
    ).map(({ type, data }) => [type, (data as { otherIds?: unknown }).otherIds]);
  const address = 'https://zoom.us/j/81234567890?pwd=c2VjcmV0';
  const url = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService';

  it.each([
    ["R4's extension", { extension: [{ url }, { url, extension: [{ url: 'address', valueUrl: address }] }] }],
    ["R5's element", { virtualService: [{ addressUrl: address }] }],
  ])('%s says which meeting it is', (_, more) => {
    expect(appointment(more)).toEqual([
      ['session.scheduled.v1', undefined],
      ['session.ids-linked.v1', [zoomRoom]],
    ]);
  });

  it.each([[{}], [{ extension: 'x' }], [{ extension: [7] }], [{ virtualService: [{ addressUrl: 7 }] }]])(
    'is taken without: %j',
    (more) => {
      expect(appointment(more)).toEqual([['session.scheduled.v1', undefined]]);
    },
  );
});

describe('Zoom', () => {
  const send = (event: string, payload: object) =>
    factsOf(zoom.translate({ event, event_ts: Date.parse('2027-02-01T10:00:00Z'), payload }, ids, now)).map(
      ({ type, data }) => ({ type, ...data }),
    );
  const sessionId = ids.session('81234567890');
  const occurrences = [{ occurrence_id: '1', start_time: '2027-03-08T10:00:00Z' }];

  it('cancels an occurrence alone, and all with the meeting', () => {
    const object = { id: 81234567890 };
    expect(send('meeting.deleted', { operation: 'single', object: { ...object, occurrences } })).toEqual([
      { type: 'room.called-off.v1', sessionId, startsAt: '2027-03-08T10:00:00.000Z' },
    ]);
    const whole = [{ type: 'session.cancelled.v1', sessionId }];
    expect(send('meeting.deleted', { operation: 'single', object })).toEqual(whole);
    expect(send('meeting.deleted', { operation: 'all', object: { ...object, occurrences } })).toEqual(whole);
  });

  it('moves a meeting, and an occurrence', () => {
    const moved = { type: 'room.moved.v1', sessionId, from: '2027-03-08T10:00:00.000Z' };
    const object = { id: '81234567890', start_time: '2027-03-08T12:00:00Z', duration: 50 };
    expect(
      send('meeting.updated', { object, old_object: { id: 1, start_time: '2027-03-08T10:00:00Z' } }),
    ).toEqual([{ ...moved, startsAt: '2027-03-08T12:00:00.000Z', plannedMinutes: 50 }]);
    const later = [{ occurrence_id: '1', start_time: '2027-03-08T11:00:00Z' }];
    expect(
      send('meeting.updated', {
        object: { id: 81234567890, occurrences: later },
        old_object: { occurrences },
      }),
    ).toEqual([{ ...moved, startsAt: '2027-03-08T11:00:00.000Z' }]);
    const { start_time } = object;
    expect(send('meeting.updated', { object, old_object: { start_time } })).toEqual([]);
  });

  it('reads a meeting without a plan, whatever stands in its place', () => {
    const object = { id: 81234567890, start_time: '', duration: 0, occurrences: 'none' };
    expect(send('meeting.started', { object })).toEqual([{ type: 'room.opened.v1', sessionId }]);
  });
});
