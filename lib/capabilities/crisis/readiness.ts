import type { Stack } from 'aws-cdk-lib';
import { checkReadiness as checkReadinessDeclaration } from '../../../functions/crisis/check-readiness/function.ts';
import { startDrill as startDrillDeclaration } from '../../../functions/crisis/start-drill/function.ts';
import { mayAskAboutAccount, mayAskAboutPhones, mayQueryIndex } from '../../constructs/grants.ts';
import { ScheduledFunction } from '../../constructs/scheduled-function.ts';
import type { Foundation } from '../../foundation.ts';
import { spendAlarmUsd } from './alarms.ts';
import { type CrisisQueues, mayPage, type pagerOf } from './grants.ts';

/** Whether a page would be answered tonight: a drill every week, a check of phones, gaps and the account every day. */
export function addReadiness(
  stack: Stack,
  foundation: Foundation,
  queues: CrisisQueues,
  pager: ReturnType<typeof pagerOf>,
): void {
  const { platform, data } = foundation;
  const environment = {
    ...pager,
    ESCALATION_QUEUE_URL: queues.escalations.queueUrl,
    DUE_QUEUE_URL: queues.deadlines.queueUrl,
  };
  const drill = new ScheduledFunction(stack, startDrillDeclaration, {
    platform,
    environment,
    impact: 'No drill is sent: nobody knows whether pages still reach the phones of people on call.',
    every: 'cron(0 * * * ? *)', // the function decides for which tenants it is the hour of the drill
    startWithinSeconds: 3600,
    timeoutSeconds: 300,
    concurrency: 1,
  });
  mayPage(drill.function, foundation, queues);
  mayQueryIndex(drill.function, data.state, 'byDeadline');
  const check = new ScheduledFunction(stack, checkReadinessDeclaration, {
    platform,
    environment: { ...environment, SMS_SPEND_ALARM_USD: String(spendAlarmUsd(platform.config)) },
    impact: 'Nobody checks the roster and the phones: gaps, opt-outs and an empty SMS budget go unnoticed.',
    every: 'cron(0 9 * * ? *)', // early enough to fix what it finds before the night
    startWithinSeconds: 3600,
    timeoutSeconds: 300,
    concurrency: 1,
  });
  mayPage(check.function, foundation, queues);
  mayQueryIndex(check.function, data.state, 'byDeadline');
  if (platform.config.endUserMessaging === undefined)
    mayAskAboutPhones(check.function, 'sns:GetSMSSandboxAccountStatus', 'sns:GetSMSAttributes');
  else mayAskAboutAccount(check.function);
}
