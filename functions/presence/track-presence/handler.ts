import { observe, type PresenceEvent } from '../../../domain/presence/presence.ts';
import { toInstant } from '../../../domain/instant.ts';
import { deriveSessionFacts, type PresenceDependencies } from '../derive-session-facts.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { trackPresence } from './function.ts';

type Subscribed = TakenOf<(typeof trackPresence.subscribes)[number]>;

export type Dependencies = ConsumerDependencies & PresenceDependencies & { readonly now: Now };

/** Tracks who is in the room of a session, and derives when it starts, loses a connection, is missed and ends. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(trackPresence.subscribes), async (event) => {
    await deriveSessionFacts(
      dependencies,
      event.tenantId,
      event.data.sessionId,
      dependencies.now(),
      (presence) => observe(presence, observed(event)),
    );
  });

type TakenEvent = Subscribed;

const observed = (event: TakenEvent): PresenceEvent => {
  const { at } = event;
  switch (event.type) {
    case 'session.scheduled.v1': {
      const { clientId, clinicianId, startsAt } = event.data;
      return {
        type: 'scheduled',
        at,
        eventId: event.eventId,
        clientId,
        clinicianId,
        startsAt: toInstant(startsAt),
      };
    }
    case 'participant.joined.v1':
      return { type: 'joined', at, ...whoIn(event.data) };
    case 'participant.left.v1':
      return { type: 'left', at, ...whoIn(event.data) };
    case 'participant.dropped.v1':
      return { type: 'dropped', at, ...whoIn(event.data) };
    case 'room.opened.v1':
      return { type: 'opened', at };
    case 'room.closed.v1':
      return { type: 'closed', at };
    case 'session.cancelled.v1':
      return { type: 'cancelled', at };
    case 'session.started.v1':
      return { type: 'started', at };
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
}: Extract<TakenEvent, { type: 'participant.joined.v1' }>['data']) => ({
  connectionId,
  role,
  ...(personId === undefined ? {} : { personId }),
});
