/** What deployment and code both need to know about `repeat-alarms`. */
export const repeatAlarms = {
  name: 'repeat-alarms',
  environment: ['ALARM_TOPIC_ARN'],
} as const;
