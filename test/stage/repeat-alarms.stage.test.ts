import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { operatorOf } from '../../demo/operator.ts';
import { readTemplate } from '../../local/template/template.ts';
import { schedules, useClinic } from './open-stage.ts';

const { alarms, ...others } = schedules;
const clinic = useClinic({ pausedSchedules: Object.values(others).flat() });

/** How often the operators were notified. */
const notices = async (): Promise<number> =>
  (await clinic().stage.calls())
    .filter((call) => call.function === alarms[0] && call.service === 'sns')
    .reduce((sum, { count }) => sum + count, 0);

test('an alarm that still fires notifies the operators again every 15 minutes, until it ends', async () => {
  const { stage } = clinic();
  const cloudWatch = new CloudWatchClient(operatorOf(stage.url));
  const [alarm] = readTemplate('cdk.out', stage.url)
    .of('AWS::CloudWatch::Alarm')
    .filter(({ shortName }) => shortName === 'open-incident/dead-letters-alarm');
  const setState = (StateValue: 'ALARM' | 'OK') =>
    cloudWatch.send(new SetAlarmStateCommand({ AlarmName: alarm?.name, StateValue, StateReason: 'A test.' }));

  await stage.advance('PT30M');
  expect(await notices(), 'nothing fires').toBe(0);
  await setState('ALARM');
  await stage.advance('PT1H');
  expect(await notices()).toBe(4);
  await setState('OK');
  await stage.advance('PT1H');
  expect(await notices(), 'it has ended').toBe(4);
});
