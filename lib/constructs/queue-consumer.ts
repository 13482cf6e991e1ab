import { Duration, Validations } from 'aws-cdk-lib';
import { type EventBus, Rule, type RuleProps, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { mayConsume } from './grants.ts';
import {
  type EnvironmentOf,
  type FunctionDeclaration,
  VigilFunction,
  type VigilFunctionProps,
} from './vigil-function.ts';
import { deadLetterQueue, encryptedQueue } from './vigil-queue.ts';

export interface QueueConsumerProps<F extends FunctionDeclaration> extends Omit<
  VigilFunctionProps<F>,
  'failuresGo' | 'environment'
> {
  /** The function's environment; the queue's own URL is known only here. */
  readonly environment: (queueUrl: string) => EnvironmentOf<F>;
  /** Where the facts come from that the function subscribes to. Without subscriptions, other functions fill the queue. */
  readonly bus?: EventBus;
  readonly batchSize: number;
  /** What a person feels while messages lie in the dead-letter queue. */
  readonly impact: string;
}

/** A queue that a rule or other functions fill, the function that consumes it, and an alarm for what it cannot process. */
export class QueueConsumer<F extends FunctionDeclaration = FunctionDeclaration> extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly function: VigilFunction<F>;

  constructor(scope: Construct, declaration: F, props: QueueConsumerProps<F>) {
    const { name } = declaration;
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
    this.function = new VigilFunction<F>(this, 'function', declaration, {
      ...props,
      environment: props.environment(this.queue.queueUrl),
      failuresGo: 'Lambda polls the queue; messages that fail go to its dead-letter queue.',
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
    this.subscribe(declaration, props.bus);
  }

  /** Fills the queue with what `function.ts` says the function takes: no list is repeated here. */
  private subscribe({ name, subscribes, awsEvents }: FunctionDeclaration, bus: EventBus | undefined): void {
    if (subscribes !== undefined) {
      if (bus === undefined) throw new NoBusError(name);
      this.fillFrom({ eventBus: bus, eventPattern: { detailType: subscribes.map(({ type }) => type) } });
    }
    if (awsEvents !== undefined) {
      const { source, detailTypes } = awsEvents;
      this.fillFrom({ eventPattern: { source: [source], detailType: [...detailTypes] } });
    }
  }

  private fillFrom(props: RuleProps): void {
    const rule = new Rule(this, 'rule', props);
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

/** A function subscribes to facts, but the construct was given no bus that delivers them. */
class NoBusError extends Error {
  override readonly name = 'NoBusError';
  constructor(functionName: string) {
    super(`${functionName} subscribes to facts but has no bus: pass \`bus\` to its QueueConsumer`);
  }
}
