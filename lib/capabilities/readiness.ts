import type { Stack } from 'aws-cdk-lib';
import type { Environment as CheckReadiness } from '../../functions/crisis/check-readiness/environment.ts';
import type { Environment as StartDrill } from '../../functions/crisis/start-drill/environment.ts';
import { mayAskAboutPhones } from '../constructs/grants.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import type { Foundation } from '../foundation.ts';
import { spendAlarmUsd } from './crisis-alarms.ts';
import { type CrisisQueues, mayPage, type pagerOf } from './crisis-grants.ts';

/** Whether a page would be answered tonight: a drill every week, a look at phones, gaps and the account every day. */
export function addReadiness(
  stack: Stack,
  foundation: Foundation,
  queues: CrisisQueues,
  pager: ReturnType<typeof pagerOf>,
): void {
  const { platform } = foundation;
  const environment = {
    ...pager,
    ESCALATION_QUEUE_URL: queues.escalations.queueUrl,
    DEADLINE_QUEUE_URL: queues.deadlines.queueUrl,
    TENANTS: platform.config.tenants.join(','),
  };
  const drill = new ScheduledFunction<StartDrill>(stack, 'start-drill', {
    platform,
    environment,
    every: 'rate(7 days)',
    startWithinSeconds: 3600,
    timeoutSeconds: 300,
    concurrency: 1,
  });
  mayPage(drill.function, foundation, queues);
  const check = new ScheduledFunction<CheckReadiness>(stack, 'check-readiness', {
    platform,
    environment: { ...environment, SMS_SPEND_ALARM_USD: String(spendAlarmUsd(platform.config)) },
    every: 'cron(0 9 * * ? *)', // early enough to mend what it finds before the night
    startWithinSeconds: 3600,
    timeoutSeconds: 300,
    concurrency: 1,
  });
  mayPage(check.function, foundation, queues);
  mayAskAboutPhones(check.function, 'sns:GetSMSSandboxAccountStatus', 'sns:GetSMSAttributes');
}
