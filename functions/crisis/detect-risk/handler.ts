import {
  newClientWatch,
  observe,
  watchDeadline,
  type WatchEvent,
} from '../../../domain/crisis/client-watch.ts';
import type { CrisisPolicy } from '../../../domain/crisis/incident.ts';
import { toInstant } from '../../../domain/instant.ts';
import { type Aggregates, change } from '../../platform/state/aggregates.ts';
import { clientWatchKey, incidentKey } from '../keys.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import { factOf, type TakenOf } from '../../platform/bus/bus-event.ts';
import { type ConsumerDependencies, queueConsumer } from '../../platform/lambda/queue-consumer.ts';
import { detectRisk } from './function.ts';

type Subscribed = TakenOf<(typeof detectRisk.subscribes)[number]>;

export interface Dependencies extends ConsumerDependencies {
  readonly aggregates: Aggregates;
  readonly policy: CrisisPolicy;
  readonly now: Now;
}

type Seen = Subscribed;

/** Knows who is at elevated risk and when they are expected, so that an absence is noticed: it states `risk.detected.v1`. */
export const makeHandler = (dependencies: Dependencies) =>
  queueConsumer(dependencies, factOf(detectRisk.subscribes), (event) => watch(dependencies, event));

const watch = async ({ aggregates, policy, now: clock }: Dependencies, seen: Seen): Promise<void> => {
  const now = clock();
  const { tenantId } = seen;
  const { clientId } = seen.data;
  const incident = (await aggregates.load(incidentKey(tenantId, clientId)))?.state;
  await change(aggregates, clientWatchKey(tenantId, clientId), now, (known) => {
    const decided = observe(known ?? newClientWatch(clientId), observed(seen), incident, policy);
    return decided && { decided, deadline: watchDeadline(decided.state, policy) };
  });
};

const observed = ({ type, eventId, at, data }: Seen): WatchEvent => {
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
    case 'session.started.v1':
    case 'session.ended.v1':
      return { type: 'begun', sessionId: data.sessionId, at };
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
