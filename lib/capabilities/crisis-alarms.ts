import type { Stack } from 'aws-cdk-lib';
import { alarmOnPeople, vigilMetric } from '../constructs/alarm.ts';
import type { Platform } from '../platform.ts';

/** What the crisis functions count themselves, because AWS cannot see it. */
export function addCrisisAlarms(stack: Stack, { alarmTopic }: Platform): void {
  alarmOnPeople(stack, 'nobody-to-page', {
    topic: alarmTopic,
    metric: vigilMetric('NobodyToPage'),
    impact: 'Somebody is in danger and there is no one on the roster to page.',
    runbook: 'nobody-to-page',
  });
  alarmOnPeople(stack, 'escalation-exhausted', {
    topic: alarmTopic,
    metric: vigilMetric('EscalationExhausted'),
    impact:
      'Somebody is in danger, every tier has been paged, and nobody has taken it. Call them by hand, now.',
    runbook: 'escalation-exhausted',
  });
  alarmOnPeople(stack, 'sms-failed', {
    topic: alarmTopic,
    metric: vigilMetric('SmsFailed'),
    impact:
      'SMS to people on call are refused: each page goes to the next person at once, until nobody is left.',
    runbook: 'sms-failed',
  });
  alarmOnPeople(stack, 'staff-opt-out', {
    topic: alarmTopic,
    metric: vigilMetric('StaffOptOut'),
    impact:
      'Somebody on call has answered STOP: no page will reach that phone until its owner opts in again.',
    runbook: 'staff-opt-out',
  });
}
