import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { firingAlarms } from '../../../../functions/crisis/repeat-alarms/cloudwatch-alarms.ts';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
const since = new Date('2027-03-01T07:45:00Z');
const alarm = (name: string, more: Partial<MetricAlarm> = {}): MetricAlarm => ({
  AlarmName: name,
  AlarmDescription: 'Nobody was paged.',
  ActionsEnabled: true,
  AlarmActions: [topic],
  StateTransitionedTimestamp: since,
  ...more,
});
const cloudWatch = mockClient(CloudWatchClient);
const names = async () =>
  (await firingAlarms(new CloudWatchClient({ region: 'us-east-1' }), topic)).map(({ name }) => name);

beforeEach(() => {
  cloudWatch.reset();
});
afterAll(() => {
  cloudWatch.restore();
});

test('all pages of alarms that fire are read', async () => {
  const asked = { StateValue: 'ALARM' } as const;
  cloudWatch
    .on(DescribeAlarmsCommand, asked)
    .resolves({ MetricAlarms: [alarm('first')], NextToken: 'more' })
    .on(DescribeAlarmsCommand, { ...asked, NextToken: 'more' })
    .resolves({ MetricAlarms: [alarm('second')] });
  expect(await names()).toEqual(['first', 'second']);
});

test('an alarm of somebody else, or one that an operator has muted, is left out', async () => {
  cloudWatch.on(DescribeAlarmsCommand).resolves({
    MetricAlarms: [
      alarm('other', { AlarmActions: ['arn:aws:sns:us-east-1:000000000000:billing'] }),
      alarm('muted', { ActionsEnabled: false }),
      alarm('ours'),
    ],
  });
  expect(await names()).toEqual(['ours']);
});

test('its age counts from the moment at which it began to fire, whatever was updated since', async () => {
  const updated = { StateUpdatedTimestamp: new Date('2027-03-01T09:59:00Z') };
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [alarm('old', updated)] });
  const [found] = await firingAlarms(new CloudWatchClient({ region: 'us-east-1' }), topic);
  expect(found).toEqual({ name: 'old', description: 'Nobody was paged.', since: since.toISOString() });
});
