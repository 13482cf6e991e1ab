import { Duration, Validations } from 'aws-cdk-lib';
import { type EventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { mayConsume } from './grants.ts';
import { VigilFunction, type VigilFunctionProps } from './vigil-function.ts';
import { deadLetterQueue, encryptedQueue } from './vigil-queue.ts';

export interface QueueConsumerProps<Environment> extends Omit<
  VigilFunctionProps<Environment>,
  'name' | 'failuresGo' | 'environment'
> {
  /** What the function is told; the queue's own URL is known only here. */
  readonly environment: (queueUrl: string) => VigilFunctionProps<Environment>['environment'];
  /** The facts that fill the queue; without them other functions do. */
  readonly facts?: {
    /** Without one, the account's default bus, where AWS services tell what happens. */
    readonly bus?: EventBus;
    readonly types: readonly string[];
    /** Only what this service says, on a bus that others use, too. */
    readonly source?: string;
  };
  readonly batchSize: number;
  /** What a person feels while messages lie in the dead-letter queue. */
  readonly impact: string;
}

/** Facts (or other functions) fill a queue, a function works it off, and what it cannot do rings an alarm. */
export class QueueConsumer<Environment> extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly function: VigilFunction<Environment>;

  constructor(scope: Construct, name: string, props: QueueConsumerProps<Environment>) {
    super(scope, name);
    this.deadLetters = deadLetterQueue(this, 'dead-letters', {
      ...props.platform,
      impact: props.impact,
      runbook: `${name}-dead-letters`,
    });
    this.queue = encryptedQueue(this, 'queue', props.platform, {
      // AWS asks for six times the function's time-out, so that a message is not handed out again while it is worked on.
      visibilityTimeout: Duration.seconds(6 * props.timeoutSeconds),
      retentionPeriod: Duration.days(4),
      // Five tries outlast a short fault of another service; a message that fails five times is the fault itself.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    this.function = new VigilFunction<Environment>(this, 'function', {
      ...props,
      name,
      environment: props.environment(this.queue.queueUrl),
      failuresGo: 'Lambda polls the queue, and what fails goes to the dead-letter queue of that queue.',
    });
    mayConsume(this.function, this.queue);
    const mapping = new EventSourceMapping(this, 'mapping', {
      target: this.function.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: props.batchSize,
      reportBatchItemFailures: true,
      // The same number as is reserved: more pollers than runs would burn a message's five tries on throttling.
      maxConcurrency: props.concurrency,
    });
    Validations.of(mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'A queue mapping takes no destination: the queue itself hands on what fails.',
    });
    if (props.facts !== undefined) this.fillFrom(props.facts);
  }

  private fillFrom({ bus, types, source }: NonNullable<QueueConsumerProps<Environment>['facts']>): void {
    const eventPattern = { detailType: [...types], ...(source === undefined ? {} : { source: [source] }) };
    const rule = new Rule(this, 'rule', { ...(bus === undefined ? {} : { eventBus: bus }), eventPattern });
    rule.addTarget({
      bind: () => ({
        arn: this.queue.queueArn,
        // The queue holds the CloudEvent itself, without EventBridge's envelope.
        input: RuleTargetInput.fromEventPath('$.detail'),
        deadLetterConfig: { arn: this.deadLetters.queueArn },
        // A day of tries, EventBridge's longest: the queue can only be out of reach while its key or policy is wrong.
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      }),
    });
    for (const queue of [this.queue, this.deadLetters]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
        }),
      );
    }
  }
}
