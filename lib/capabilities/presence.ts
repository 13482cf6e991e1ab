import { Duration, type Stack } from 'aws-cdk-lib';
import type { Environment as TrackPresence } from '../../functions/presence/track-presence/environment.ts';
import type { Environment as SweepPresence } from '../../functions/presence/sweep-presence/environment.ts';
import { alarmOnPeople } from '../constructs/alarm.ts';
import { mayQueryIndex, mayUseItems } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import type { Foundation } from '../foundation.ts';

/** Presence: who is in the room of a session, and what follows from it by event and by time. */
export function addPresence(stack: Stack, { platform, data, events }: Foundation): void {
  const environment = { STATE_TABLE: data.state.tableName };
  const trackPresence = new QueueConsumer<TrackPresence>(stack, 'track-presence', {
    platform,
    environment: () => environment,
    facts: {
      bus: events.bus,
      types: [
        'session.scheduled.v1',
        'session.cancelled.v1',
        'session.started.v1',
        'session.ended.v1',
        'session.missed.v1',
        'room.opened.v1',
        'room.closed.v1',
        'participant.joined.v1',
        'participant.left.v1',
        'participant.dropped.v1',
      ],
    },
    timeoutSeconds: 30,
    concurrency: 20,
    batchSize: 10,
    impact: 'Nobody is told that a session began, broke off or was missed.',
  });
  mayUseItems(trackPresence.function, data.state, 'GetItem', 'PutItem');

  const { function: watch } = new ScheduledFunction<SweepPresence>(stack, 'sweep-presence', {
    platform,
    environment,
    every: 'rate(1 minute)',
    startWithinSeconds: 60, // a later start is the next one's work
    timeoutSeconds: 50, // done before the next minute's starts
    concurrency: 2, // one that hangs must not keep the next minute's from starting
  });
  mayQueryIndex(watch, data.state, 'byDeadline');
  mayUseItems(watch, data.state, 'GetItem', 'PutItem');

  alarmOnPeople(stack, 'sweep-presence-errors', {
    topic: platform.alarmTopic,
    metric: watch.lambda.metricErrors({ period: Duration.minutes(5) }),
    impact: 'Sessions that nobody came to are not noticed, and sessions that are over stay open.',
    runbook: 'sweep-presence-errors',
  });
}
