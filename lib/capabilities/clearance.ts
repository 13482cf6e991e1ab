import type { Stack } from 'aws-cdk-lib';
import type { Environment as VerifyConsent } from '../../functions/verify-consent/environment.ts';
import { mayUseItems } from '../constructs/grants.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import type { Foundation } from '../foundation.ts';

/** Clearance: everything that bears on whether a session may run is decided here. */
export function addClearance(stack: Stack, { platform, data, events }: Foundation): void {
  const verifyConsent = new QueueConsumer<VerifyConsent>(stack, 'verify-consent', {
    platform,
    environment: () => ({ STATE_TABLE: data.state.tableName }),
    facts: {
      bus: events.bus,
      types: [
        'client.registered.v1',
        'client.discharged.v1',
        'clinician.registered.v1',
        'consent.granted.v1',
        'consent.withdrawn.v1',
        'session.scheduled.v1',
        'session.checked-in.v1',
        'session.started.v1',
        'session.connection-lost.v1',
        'session.ended.v1',
      ],
    },
    timeoutSeconds: 30,
    concurrency: 20,
    batchSize: 10,
    impact:
      'Sessions are neither cleared nor blocked: a clinician waits, or treats without knowing that consent is gone.',
  });
  mayUseItems(verifyConsent.function, data.state, 'GetItem', 'BatchGetItem', 'PutItem');
}
