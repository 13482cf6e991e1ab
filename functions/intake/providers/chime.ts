import * as z from 'zod';
import type { ProviderIds } from '../provider-ids.ts';
import { presenceFact, roomFact } from './presence-facts.ts';
import { facts, nothing, type Translation } from './provider.ts';
import { epochMilliseconds, externalId, nameIn, reading } from './reading.ts';

/**
 * Amazon Chime SDK meetings. https://docs.aws.amazon.com/chime-sdk/latest/dg/using-events.html
 *
 * They come over EventBridge, which vouches for their origin: an account may send `aws.chime` to nobody, itself included.
 */
const meeting = z.object({ timestamp: epochMilliseconds, meetingId: externalId });

const attendee = meeting.extend({ attendeeId: externalId, externalUserId: z.string().max(512).optional() });

/** Media pipelines that record or stream attend under a name of AWS's own. */
const isPipeline = (externalUserId: string | undefined): boolean =>
  externalUserId?.startsWith('aws:MediaPipeline-') === true;

const attendeeFacts = {
  'chime:AttendeeJoined': 'participant.joined.v1',
  'chime:AttendeeLeft': 'participant.left.v1',
  'chime:AttendeeDropped': 'participant.dropped.v1',
} as const;

const meetingFacts = {
  'chime:MeetingStarted': 'room.opened.v1',
  'chime:MeetingEnded': 'room.closed.v1',
} as const;

export const translateChime = (detail: unknown, ids: ProviderIds): Translation => {
  const event = nameIn('eventType', detail);
  if (Object.hasOwn(attendeeFacts, event)) {
    const type = attendeeFacts[event as keyof typeof attendeeFacts];
    return reading(attendee, detail, ({ timestamp, meetingId, attendeeId, externalUserId }) => {
      if (isPipeline(externalUserId)) return nothing('not-for-vigil');
      const seen = { at: timestamp, room: meetingId, connection: attendeeId, person: externalUserId };
      return facts(presenceFact(type, seen, ids));
    });
  }
  if (Object.hasOwn(meetingFacts, event)) {
    const type = meetingFacts[event as keyof typeof meetingFacts];
    return reading(meeting, detail, ({ timestamp, meetingId }) =>
      facts(roomFact(type, { at: timestamp, room: meetingId }, ids)),
    );
  }
  return nothing(event.startsWith('chime:') ? 'not-for-vigil' : 'type-unknown');
};
