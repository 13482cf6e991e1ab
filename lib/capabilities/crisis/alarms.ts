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
    impact: 'Somebody is in danger and the roster has nobody to page.',
    runbook: 'nobody-to-page',
  });
  alarmOnPeople(stack, 'escalation-exhausted', {
    topic: alarmTopic,
    metric: vigilMetric('EscalationExhausted'),
    impact:
      'Somebody is in danger, every tier was paged, and nobody has taken the incident. Call them by phone now.',
    runbook: 'escalation-exhausted',
  });
  alarmOnPeople(stack, 'sms-failed', {
    topic: alarmTopic,
    metric: vigilMetric('SmsFailed'),
    impact:
      'SNS refuses texts to people on call: each page moves on to the next person, until nobody is left.',
    runbook: 'sms-failed',
  });
  alarmOnPeople(stack, 'staff-opt-out', {
    topic: alarmTopic,
    metric: vigilMetric('StaffOptOut'),
    impact: 'Somebody on call replied STOP: no page reaches that phone until its owner opts in again.',
    runbook: 'staff-opt-out',
  });
  const said = (id: string, metric: string, impact: string) =>
    alarmOnPeople(stack, id, { topic: alarmTopic, metric: vigilMetric(metric), impact, runbook: id });
  said(
    'sms-undelivered',
    'SmsUndelivered',
    'Pages are sent but reach no phone: each moves on to the next person, until nobody is left.',
  );
  said(
    'sms-quota-spent',
    'SmsQuotaSpent',
    'The SMS quota of this month is used up: no page reaches any phone. Call the people on call now.',
  );
  said(
    'answers-dropped',
    'AnswersDropped',
    'Somebody on call replied and got no answer: they may believe that an incident is theirs when it is not.',
  );
  said(
    'drill-unanswered',
    'DrillUnanswered',
    'Somebody on call did not answer the weekly drill: they may not answer a page either.',
  );
  said(
    'coverage-gaps',
    'CoverageGaps',
    'Within the next 30 days there are hours with nobody on call and no fallback person.',
  );
  said(
    'staff-unreachable',
    'StaffUnreachable',
    'The phone of somebody on the roster does not accept texts: their pages reach nobody.',
  );
  said(
    'sms-sandbox',
    'SmsSandbox',
    'The account may only text verified numbers: most pages would reach nobody.',
  );
  said(
    'sms-quota',
    'SmsQuotaLow',
    'The monthly SMS quota is too low: texts would stop before the spending alarm fires.',
  );
  said(
    'readiness-unknown',
    'ReadinessUnknown',
    'Nobody knows whether pages would reach the people on call tonight: the daily check could not look.',
  );
  said('roster-missing', 'RosterMissing', 'A tenant has no roster: an incident there would page nobody.');
  said(
    'task-overdue',
    'TaskOverdue',
    'The follow-up or review of a crisis is overdue: nobody may have checked on the client since.',
  );
  said(
    'standby-texted',
    'StandbyTexts',
    'An alarm could not be worked off, and people on standby were asked by text to act themselves: nobody was paged.',
  );
  said(
    'screening-review-overdue',
    'ScreeningReviewOverdue',
    'A client answered a risk questionnaire in a way that needs a clinician today, and nobody has looked.',
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
    impact: 'Most of this month’s SMS quota is spent: once it is used up, no more pages are sent.',
    runbook: 'sms-spend',
    firesWhen: {
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
