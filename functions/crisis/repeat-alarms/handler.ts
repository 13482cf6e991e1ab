import middy from '@middy/core';
import { type Instant, secondsUntil } from '../../../domain/instant.ts';
import type { Now } from '../../platform/lambda/clock.ts';
import type { Log } from '../../platform/lambda/log.ts';

/** An alarm that fires and notifies the operators. */
export interface FiringAlarm {
  readonly name: string;
  /** The impact on a person and the section of the runbook. */
  readonly description: string;
  readonly since: Instant;
}

export interface Dependencies {
  readonly firing: () => Promise<readonly FiringAlarm[]>;
  readonly notifyOperators: (notice: { readonly subject: string; readonly text: string }) => Promise<void>;
  readonly log: Log;
  readonly now: Now;
}

/** CloudWatch itself has just notified the operators of what is younger. */
const graceSeconds = 10 * 60;

/**
 * Notifies the operators again of every alarm that still fires. CloudWatch notifies once, when an alarm changes its state:
 * a second message in a dead-letter queue whose alarm fires already would notify nobody.
 */
export const makeHandler = ({ firing, notifyOperators, log, now: clock }: Dependencies) =>
  middy<unknown, void>()
    .onError((request) => log.error('alarms-not-repeated', request.error))
    .handler(async () => {
      const now = clock();
      const lasting = (await firing())
        .map((alarm) => ({ ...alarm, ageSeconds: secondsUntil(now, alarm.since) }))
        .filter(({ ageSeconds }) => ageSeconds >= graceSeconds)
        .sort((a, b) => b.ageSeconds - a.ageSeconds);
      log.info('alarms-checked', { firing: lasting.length });
      if (lasting.length === 0) return;
      await notifyOperators({
        subject: `VIGIL: ${lasting.length === 1 ? 'an alarm still fires' : `${lasting.length} alarms still fire`}`,
        text: lasting
          .map(({ name, description, ageSeconds }) => `${name} (for ${duration(ageSeconds)})\n${description}`)
          .join('\n\n'),
      });
    });

/** As a person says it: `25 minutes`, `3 hours 5 minutes`, `2 days 1 hour`. */
const duration = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  const parts = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
    .join(' ');
};
