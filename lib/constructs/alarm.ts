import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface AlarmOnPeopleProps {
  readonly topic: ITopic;
  readonly metric: IMetric;
  /** The impact on a person while this alarm fires, as one sentence. */
  readonly impact: string;
  /** The section of docs/runbook.md that says what to do. */
  readonly runbook: string;
  /** When the alarm fires; anything above zero if absent. */
  readonly firesWhen?: Pick<
    AlarmProps,
    'threshold' | 'comparisonOperator' | 'evaluationPeriods' | 'treatMissingData'
  >;
}

/** Above zero, at once: most of Vigil's alarms count things that must not happen at all. */
const anyAtAll = {
  threshold: 0,
  comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** An alarm whose text says who is affected before it says where to look; it also notifies the operators when it ends. */
export function alarmOnPeople(scope: Construct, id: string, props: AlarmOnPeopleProps): Alarm {
  const alarm = new Alarm(scope, id, {
    metric: props.metric,
    alarmDescription: `${props.impact} See docs/runbook.md#${props.runbook}`,
    ...(props.firesWhen ?? anyAtAll),
  });
  const tellOperators = new SnsAction(props.topic);
  alarm.addAlarmAction(tellOperators);
  alarm.addOkAction(tellOperators);
  return alarm;
}

/**
 * A count that functions put into their logs (CloudWatch embedded metric format), summed over all functions: each
 * function's counts carry its own `service` dimension, and a plain metric without dimensions would see none of them.
 */
export function vigilMetric(name: string): MathExpression {
  return new MathExpression({
    expression: `SELECT SUM(${name}) FROM Vigil`,
    label: name,
    usingMetrics: {},
    period: Duration.minutes(1),
  });
}
