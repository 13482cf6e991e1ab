import { Aws, Validations } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { type FunctionDeclaration, VigilFunction, type VigilFunctionProps } from './vigil-function.ts';

export interface ScheduledFunctionProps<F extends FunctionDeclaration> extends Omit<
  VigilFunctionProps<F>,
  'failuresGo'
> {
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
}
