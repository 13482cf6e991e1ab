import middy from '@middy/core';
import type { Instant } from '../../../domain/instant.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Recheck, RecheckQueue } from '../recheck.ts';
import type { Log } from '../../platform/lambda/log.ts';

export interface Dependencies {
  readonly dueRechecks: (before: Instant) => Promise<readonly Recheck[]>;
  readonly rechecks: RecheckQueue;
  readonly log: Log;
  readonly now: Now;
}

/**
 * Every minute: queues a recheck of each session and clinician for which time alone may have changed something. This
 * detects expired licenses, due reminders and overdue reviews without an event.
 */
export const makeHandler = ({ dueRechecks, rechecks, log, now }: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => log.error('watch-failed', request.error))
    .handler(async () => {
      const due = await dueRechecks(now());
      for (const recheck of due) await rechecks.send(recheck, 0);
      log.info('watched', { due: due.length });
    });
