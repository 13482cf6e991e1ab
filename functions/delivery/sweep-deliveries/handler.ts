import middy from '@middy/core';
import { type Instant, plusSeconds } from '../../../domain/instant.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Log } from '../../platform/lambda/log.ts';
import type { DueAggregate } from '../../platform/state/aggregates.ts';
import type { DeliveryQueue } from '../messages.ts';

export interface Dependencies {
  /** All deliveries whose next attempt was due before a time. */
  readonly due: (before: Instant) => Promise<readonly DueAggregate[]>;
  readonly deliveries: DeliveryQueue;
  readonly log: Log;
  readonly now: Now;
}

/** A new delivery has a message of its own: younger than this, it would be queued twice. */
const graceSeconds = 20;

/** One after the other, thousands would take longer than the sweep may run. */
const queuedAtOnce = 25;

/** Every minute: queues the deliveries whose next attempt is due. */
export const makeHandler = ({ due, deliveries, log, now }: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => log.error('sweep-failed', request.error))
    .handler(async () => {
      const found = await due(plusSeconds(now(), -graceSeconds));
      for (let start = 0; start < found.length; start += queuedAtOnce)
        await Promise.all(
          found
            .slice(start, start + queuedAtOnce)
            .map(({ ids: [tenantId = '', subscriptionId = '', sequence] }) =>
              deliveries.send({ tenantId, subscriptionId, sequence: Number(sequence) }),
            ),
        );
      log.info('swept', { due: found.length });
    });
