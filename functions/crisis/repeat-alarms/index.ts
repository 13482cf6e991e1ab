import { cloudWatchClient, snsClient } from '../../platform/aws/aws-clients.ts';
import { systemNow } from '../../platform/lambda/clock.ts';
import { createLog } from '../../platform/lambda/log.ts';
import { readEnvironment } from '../../platform/lambda/read-environment.ts';
import { firingAlarms } from './cloudwatch-alarms.ts';
import { repeatAlarms } from './function.ts';
import { makeHandler } from './handler.ts';
import { snsOperators } from './sns-operators.ts';

const { ALARM_TOPIC_ARN } = readEnvironment(repeatAlarms);
const cloudWatch = cloudWatchClient();

export const handler = makeHandler({
  firing: () => firingAlarms(cloudWatch, ALARM_TOPIC_ARN),
  notifyOperators: snsOperators(snsClient(), ALARM_TOPIC_ARN),
  log: createLog(repeatAlarms.name),
  now: systemNow,
});
