import { observe, type PresenceEvent } from '../../../domain/presence/presence.ts';
import { type Instant, toInstant } from '../../../domain/instant.ts';
import { deriveWithRooms, type PresenceDependencies } from '../derive-session-facts.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { factOf, ownSource, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { trackPresence } from './function.ts';

type Subscribed = TakenOf<(typeof trackPresence.subscribes)[number]>;

export type Dependencies = ConsumerDependencies & PresenceDependencies & { readonly now: Now };

/** Tracks who is in the room of a session, and derives when it starts, loses a connection, is missed and ends. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(trackPresence.subscribes), async (event) => {
    // What Vigil derived itself is a judgment, not a statement on which to base the next one.
    if (event.source === ownSource) return;
    const now = dependencies.now();
    await deriveWithRooms(dependencies, event.tenantId, event.data.sessionId, now, (presence) =>
      observe(presence, observed(event, now)),
    );
  });

const observed = (event: Subscribed, now: Instant): PresenceEvent => {
  const { at } = event;
  switch (event.type) {
    case 'session.scheduled.v1': {
      const { sessionId: _, clientId, clinicianId, startsAt, plannedMinutes, ...stated } = event.data;
      return {
        type: 'scheduled',
        at,
        eventId: event.eventId,
        clientId,
        clinicianId,
        startsAt: toInstant(startsAt),
        ...(plannedMinutes === undefined ? {} : { plannedMinutes }),
        stated,
        learnedAt: now,
      };
    }
    case 'session.ids-linked.v1':
      return { type: 'linked', roomIds: event.data.otherIds };
    case 'room.called-off.v1':
      return { type: 'rebooked', at, eventId: event.eventId, from: toInstant(event.data.startsAt) };
    case 'room.moved.v1': {
      const { from, startsAt, plannedMinutes } = event.data;
      return {
        type: 'rebooked',
        at,
        eventId: event.eventId,
        from: toInstant(from),
        startsAt: toInstant(startsAt),
        ...(plannedMinutes === undefined ? {} : { plannedMinutes }),
      };
    }
    case 'participant.joined.v1':
      return { type: 'joined', at, ...whoIn(event.data) };
    case 'participant.left.v1':
      return { type: 'left', at, ...whoIn(event.data) };
    case 'participant.dropped.v1':
      return { type: 'dropped', at, ...whoIn(event.data) };
    case 'room.closed.v1':
      return { type: 'closed', at };
    case 'session.cancelled.v1':
      return { type: 'cancelled', at };
    case 'session.started.v1':
      return { type: 'started', at };
    case 'session.resumed.v1':
      return { type: 'resumed', at };
    case 'session.ended.v1':
      return { type: 'ended', at };
    case 'session.missed.v1':
      return { type: 'missed', at };
  }
};

const whoIn = ({
  connectionId,
  personId,
  role = 'unknown',
}: Extract<Subscribed, { type: 'participant.joined.v1' }>['data']) => ({
  connectionId,
  role,
  ...(personId === undefined ? {} : { personId }),
});
