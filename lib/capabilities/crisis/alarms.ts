import { Duration, type Stack } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmOnPeople, vigilMetric } from '../../constructs/alarm.ts';
import type { Platform } from '../../platform.ts';
import type { StageConfig } from '../../stage-config.ts';

/** What the crisis functions count themselves, because AWS cannot see it. */
export function addCrisisAlarms(stack: Stack, { alarmTopic, config }: Platform): void {
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
  const said = (id: string, metric: string, impact: string) =>
    alarmOnPeople(stack, id, { topic: alarmTopic, metric: vigilMetric(metric), impact, runbook: id });
  said(
    'sms-undelivered',
    'SmsUndelivered',
    'Pages leave and reach no phone: each goes on to the next person, until nobody is left.',
  );
  said(
    'drill-unanswered',
    'DrillUnanswered',
    'Somebody on call did not answer the weekly drill: they may not answer a page either.',
  );
  said(
    'coverage-gaps',
    'CoverageGaps',
    "Within the next 30 days there are hours that are nobody's turn, without a fallback.",
  );
  said(
    'staff-unreachable',
    'StaffUnreachable',
    'Somebody on the roster has a phone that takes no texts: their pages reach nobody.',
  );
  said(
    'sms-sandbox',
    'SmsSandbox',
    'The account may text verified numbers only: most pages would reach nobody.',
  );
  said(
    'sms-quota',
    'SmsQuotaLow',
    'The month’s SMS money ends before the alarm of its end rings, or nobody knows: one day no page leaves.',
  );
  said('roster-missing', 'RosterMissing', 'A tenant has no roster: an incident there would page nobody.');
  said(
    'task-overdue',
    'TaskOverdue',
    'Somebody who came through a crisis has not been followed up, or their case not reviewed, when it was due.',
  );
  alarmOnPeople(stack, 'sms-spend', {
    topic: alarmTopic,
    // AWS stops sending within minutes when the monthly quota is reached (SNS Developer Guide, "SMS spending quota").
    metric: new Metric({
      namespace: 'AWS/SNS',
      metricName: 'SMSMonthToDateSpentUSD',
      statistic: 'Maximum',
      period: Duration.minutes(5),
    }),
    impact:
      'Most of the month is not over and most of the SMS money is: when it is spent, no page leaves any more.',
    runbook: 'sms-spend',
    rings: {
      threshold: spendAlarmUsd(config),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    },
  });
}

/** Three quarters of a quota of 100 US dollars, which the runbook asks for. */
const defaultSpendAlarmUsd = 75;

/** US dollars in a month at which an alarm fires. */
export const spendAlarmUsd = ({ smsSpendAlarmUsd }: Pick<StageConfig, 'smsSpendAlarmUsd'>): number =>
  smsSpendAlarmUsd ?? defaultSpendAlarmUsd;
