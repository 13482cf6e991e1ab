import type { Stack } from 'aws-cdk-lib';
import { repeatAlarms as repeatAlarmsDeclaration } from '../../../functions/crisis/repeat-alarms/function.ts';
import { mayListAlarms, mayPublish } from '../../constructs/grants.ts';
import { ScheduledFunction } from '../../constructs/scheduled-function.ts';
import type { Platform } from '../../platform.ts';

/** Alarms of all capabilities that still fire notify the operators again. */
export function addRepeatAlarms(stack: Stack, platform: Platform): void {
  const { alarmTopic, dataKey } = platform;
  const { function: repeat } = new ScheduledFunction(stack, repeatAlarmsDeclaration, {
    platform,
    environment: { ALARM_TOPIC_ARN: alarmTopic.topicArn },
    impact: 'An alarm that fires already notifies nobody again: the next person in danger may go unnoticed.',
    every: 'rate(15 minutes)',
    startWithinSeconds: 300,
    timeoutSeconds: 30,
    concurrency: 1,
  });
  mayListAlarms(repeat);
  mayPublish(repeat, alarmTopic, dataKey);
}
