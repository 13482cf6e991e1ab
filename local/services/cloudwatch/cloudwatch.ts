/**
 * CloudWatch, as far as functions ask it: the alarms of the template and their states. The stage evaluates no metric: an
 * alarm is in the state that the operator set by SetAlarmState, and a new state notifies nobody.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html;
 * permissions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
import * as z from 'zod';
import { createService, operation } from '../../operations.ts';
import { account, region } from '../../template/resource-types.ts';
import { AwsError, type Clock, type Service, type Store } from '../../service.ts';
import { flag, ignored, read, text, texts } from '../../shapes.ts';

export interface AlarmDefinition {
  readonly name: string;
  readonly arn: string;
  /** Resolved properties of AWS::CloudWatch::Alarm. */
  readonly properties: unknown;
}

interface State {
  readonly value: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly since: number;
}

const kind = 'alarms';
const states = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
/** What an alarm watches changes nothing here. */
const alarmProperties = z.looseObject({
  ActionsEnabled: flag.default(true),
  AlarmActions: texts.default([]),
  AlarmDescription: text.optional(),
});

export function createCloudWatch(options: {
  readonly alarms: readonly AlarmDefinition[];
  readonly store: Store;
  readonly clock: Clock;
}): Service {
  const { store, clock } = options;
  const startedAt = clock.now();
  const known = new Map(store.all<State>(kind));
  const alarms = options.alarms.map(({ name, arn, properties }) => ({
    name,
    arn,
    ...read(name, properties, alarmProperties),
  }));
  const stateOf = (name: string): State =>
    known.get(name) ?? { value: 'INSUFFICIENT_DATA', since: startedAt };

  return createService({
    name: 'monitoring',
    title: 'CloudWatch',
    operations: {
      DescribeAlarms: operation({
        // All on one page: an answer holds a hundred on AWS.
        input: z.strictObject({ StateValue: states }),
        access: () => [
          {
            action: 'cloudwatch:DescribeAlarms',
            resource: `arn:aws:cloudwatch:${region}:${account}:alarm:*`,
          },
        ],
        run: ({ StateValue }) => ({
          MetricAlarms: alarms
            .map((alarm) => ({ ...alarm, state: stateOf(alarm.name) }))
            .filter(({ state }) => state.value === StateValue)
            .map(({ name, arn, state, ActionsEnabled, AlarmActions, AlarmDescription }) => ({
              AlarmName: name,
              AlarmArn: arn,
              AlarmDescription,
              ActionsEnabled,
              AlarmActions,
              StateValue: state.value,
              StateTransitionedTimestamp: state.since / 1000,
            })),
          CompositeAlarms: [],
        }),
      }),
      SetAlarmState: operation({
        input: z.strictObject({ AlarmName: text, StateValue: states, ...ignored('StateReason') }),
        access: ({ AlarmName }) => [
          {
            action: 'cloudwatch:SetAlarmState',
            resource: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}`,
          },
        ],
        run({ AlarmName, StateValue }) {
          if (!alarms.some(({ name }) => name === AlarmName))
            throw new AwsError('ResourceNotFound', `There is no alarm ${AlarmName}`, 404);
          if (stateOf(AlarmName).value === StateValue) return {};
          const state = { value: StateValue, since: clock.now() };
          known.set(AlarmName, state);
          store.put(kind, AlarmName, state);
          return {};
        },
      }),
    },
  });
}
