import type { Stack } from 'aws-cdk-lib';
import { trackPresence as trackPresenceDeclaration } from '../../functions/presence/track-presence/function.ts';
import { sweepPresence as sweepPresenceDeclaration } from '../../functions/presence/sweep-presence/function.ts';
import { mayQueryIndex, mayUseItems } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import type { Foundation } from '../foundation.ts';

/** Presence: who is in the room of a session, and what follows from it by event and by time. */
export function addPresence(stack: Stack, { platform, data, events }: Foundation): void {
  const environment = { STATE_TABLE: data.state.tableName };
  const trackPresence = new QueueConsumer(stack, trackPresenceDeclaration, {
    platform,
    environment: () => environment,
    bus: events.bus,
    timeoutSeconds: 30,
    concurrency: 20,
    batchSize: 10,
    impact: 'Vigil does not learn that a session started, lost its connection or was missed.',
  });
  mayUseItems(trackPresence.function, data.state, 'GetItem', 'PutItem');

  const { function: watch } = new ScheduledFunction(stack, sweepPresenceDeclaration, {
    platform,
    environment,
    impact: 'Missed sessions go unnoticed, and sessions that are over stay open.',
    every: 'rate(1 minute)',
    startWithinSeconds: 60, // a later start is the next one's work
    timeoutSeconds: 50, // done before the next minute's starts
    concurrency: 2, // one that hangs must not keep the next minute's from starting
  });
  mayQueryIndex(watch, data.state, 'byDeadline');
  mayUseItems(watch, data.state, 'GetItem', 'PutItem');
}
