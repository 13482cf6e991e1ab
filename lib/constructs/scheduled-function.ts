import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { alarmOnPeople } from './alarm.ts';
import { type FunctionDeclaration, VigilFunction, type VigilFunctionProps } from './vigil-function.ts';

export interface ScheduledFunctionProps<F extends FunctionDeclaration> extends Omit<
  VigilFunctionProps<F>,
  'failuresGo'
> {
  /** The impact on a person while it does not complete a run, as one sentence. */
  readonly impact: string;
  /** An expression of EventBridge Scheduler, for example `rate(1 minute)`. */
  readonly every: string;
  /** How long a late start still makes sense, in seconds. */
  readonly startWithinSeconds: number;
}

/** A function that runs by the clock. */
export class ScheduledFunction<F extends FunctionDeclaration = FunctionDeclaration> extends Construct {
  readonly function: VigilFunction<F>;

  constructor(scope: Construct, declaration: F, props: ScheduledFunctionProps<F>) {
    const { name } = declaration;
    super(scope, name);
    this.function = new VigilFunction<F>(this, 'function', declaration, {
      ...props,
      failuresGo:
        'The schedule starts it again and it checks everything again: a failed run holds no data to keep.',
    });
    this.alarmOnSilence(name, props);
    const { functionArn } = this.function.lambda;
    const role = new Role(this, 'schedule-role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: `Starts vigil-${props.platform.config.stage}-${name}`,
      inlinePolicies: {
        start: new PolicyDocument({
          statements: [
            new PolicyStatement({
              effect: Effect.ALLOW,
              actions: ['lambda:InvokeFunction'],
              resources: [functionArn],
            }),
          ],
        }),
      },
    });
    Validations.of(role).acknowledge({
      id: 'HIPAA.Security-IAMNoInlinePolicy',
      reason: 'The policy belongs to the one schedule that starts this function.',
    });
    new CfnSchedule(this, 'schedule', {
      description: `Starts ${name}`,
      scheduleExpression: props.every,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: functionArn,
        roleArn: role.roleArn,
        // 60 seconds is the shortest that Scheduler takes.
        retryPolicy: { maximumEventAgeInSeconds: props.startWithinSeconds, maximumRetryAttempts: 2 },
      },
    });
  }

  /** Fires where no run completes in time: it was not started, or every run failed. */
  private alarmOnSilence(name: string, { platform, every, impact }: ScheduledFunctionProps<F>): void {
    const { period, evaluationPeriods } = silences[every] ?? fail(every);
    const { lambda } = this.function;
    alarmOnPeople(this, 'silence-alarm', {
      topic: platform.alarmTopic,
      metric: new MathExpression({
        expression: 'runs - errors',
        label: `completed runs of ${name}`,
        usingMetrics: { runs: lambda.metricInvocations({ period }), errors: lambda.metricErrors({ period }) },
        period,
      }),
      impact,
      runbook: `${name}-errors`,
      firesWhen: {
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods,
        treatMissingData: TreatMissingData.BREACHING, // silence is no data
      },
    });
  }
}

/** How long silence may last: some runs, since a single one may fail. An alarm looks back seven days at most. */
const silences: Readonly<Record<string, { readonly period: Duration; readonly evaluationPeriods: number }>> =
  {
    'rate(1 minute)': { period: Duration.minutes(5), evaluationPeriods: 1 },
    'rate(15 minutes)': { period: Duration.hours(1), evaluationPeriods: 1 },
    'rate(1 hour)': { period: Duration.hours(1), evaluationPeriods: 3 },
    'rate(1 day)': { period: Duration.days(1), evaluationPeriods: 2 },
    'cron(0 9 * * ? *)': { period: Duration.days(1), evaluationPeriods: 1 },
    'cron(0 * * * ? *)': { period: Duration.hours(1), evaluationPeriods: 3 },
  };

const fail = (every: string): never => {
  throw new Error(`say how long ${every} may be silent`);
};
