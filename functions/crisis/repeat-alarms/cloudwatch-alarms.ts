import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { FiringAlarm } from './handler.ts';

/** The alarms of the account that fire and notify this topic; a muted one (actions disabled) is left out. */
export const firingAlarms = async (
  client: CloudWatchClient,
  topicArn: string,
): Promise<readonly FiringAlarm[]> => {
  const firing: FiringAlarm[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { StateValue: 'ALARM' }))
    for (const alarm of MetricAlarms) {
      const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
      const notifies = alarm.ActionsEnabled === true && alarm.AlarmActions?.includes(topicArn) === true;
      if (!notifies || since === undefined) continue;
      firing.push({
        name: alarm.AlarmName ?? 'unnamed',
        description: alarm.AlarmDescription ?? '',
        since: since.toISOString(),
      });
    }
  return firing;
};
