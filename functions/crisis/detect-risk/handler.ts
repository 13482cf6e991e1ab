import {
  newClientWatch,
  observe,
  watchDeadline,
  type WatchEvent,
} from '../../../domain/crisis/client-watch.ts';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { secondsUntil, toInstant } from '../../../domain/instant.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { clientWatchKey, incidentKey } from '../keys.ts';
import { type DueQueue, dueWorkOf } from '../messages.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { detectRisk } from './function.ts';

type Subscribed = TakenOf<(typeof detectRisk.subscribes)[number]>;

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly dueWork: DueQueue;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

type Seen = Subscribed;

/** Knows who is at elevated risk and when they are expected, so that an absence is noticed: it states `risk.detected.v1`. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(detectRisk.subscribes), (event) => watch(dependencies, event));

const watch = async (
  { aggregates, dueWork, policy, now: clock }: Dependencies,
  seen: Seen,
): Promise<void> => {
  const now = clock();
  const { tenantId } = seen;
  const { clientId } = seen.data;
  const event = observed(seen);
  // A cancellation that names no client settles nothing: the session is waited for as before.
  if (clientId === undefined || event === undefined) return;
  const incident = (await aggregates.load(incidentKey(tenantId, clientId)))?.state;
  const key = clientWatchKey(tenantId, clientId);
  const after = await change(aggregates, key, now, (known) => {
    const decided = observe(known ?? newClientWatch(clientId), event, incident, policy, now);
    return decided && { decided, deadline: watchDeadline(decided.state, policy) };
  });
  // Sent also when nothing was to be saved: the delivery before may have been cut off between the write and here.
  const lost = event.type === 'connection-lost' ? after?.losses?.[event.eventId] : undefined;
  if (lost !== undefined) await dueWork.send(dueWorkOf(key), secondsUntil(lost.dueAt, now));
};

const observed = ({ type, eventId, at, data }: Seen): WatchEvent | undefined => {
  switch (type) {
    case 'client.watched.v1':
      return {
        type: 'watched',
        level: data.level,
        at,
        ...(data.until === undefined ? {} : { until: toInstant(data.until) }),
      };
    case 'session.scheduled.v1':
      return { type: 'scheduled', sessionId: data.sessionId, startsAt: toInstant(data.startsAt), at };
    case 'session.cancelled.v1':
      return { type: 'cancelled', sessionId: data.sessionId, at };
    case 'session.started.v1':
    case 'session.resumed.v1':
    case 'session.ended.v1':
      return { type: 'begun', sessionId: data.sessionId, at };
    case 'session.missed.v1':
      // A client who waits for a clinician is there.
      return data.reason === 'clinician-absent'
        ? undefined
        : { type: 'absent', sessionId: data.sessionId, at };
    case 'session.connection-restored.v1':
      return { type: 'connection-restored', sessionId: data.sessionId, at };
    case 'session.connection-lost.v1':
      return { type: 'connection-lost', eventId, sessionId: data.sessionId, at };
    case 'session.connection-unresolved.v1':
      return {
        type: 'connection-unresolved',
        eventId,
        sessionId: data.sessionId,
        lostAt: toInstant(data.lostAt),
        at,
      };
  }
};
