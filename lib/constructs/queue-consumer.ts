import { Duration, Validations } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventBus, Rule, type RuleProps, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmOnPeople } from './alarm.ts';
import { mayConsume, maySend } from './grants.ts';
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
      visibilityTimeout: Duration.seconds(visibilitySeconds(props.timeoutSeconds)),
      retentionPeriod: Duration.days(4),
      // A minute apart at most, a thousand tries outlast an outage of 16 hours. What can never succeed does not wait for
      // them: the function sets it aside.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 1_000 },
    });
    this.function = new VigilFunction<F>(this, 'function', declaration, {
      ...props,
      environment: props.environment(this.queue.queueUrl),
      failuresGo: 'Lambda polls the queue; messages that fail go to its dead-letter queue.',
    });
    mayConsume(this.function, this.queue);
    maySend(this.function, this.deadLetters);
    this.function.lambda.addEnvironment('DEAD_LETTER_QUEUE_URL', this.deadLetters.queueUrl);
    alarmOnPeople(this, 'delay-alarm', {
      topic: props.platform.alarmTopic,
      // What functions tell of each failed try: the age of the oldest message in the queue leaves retried ones out.
      metric: new Metric({
        namespace: 'Vigil',
        metricName: 'FailedMessageAgeSeconds',
        dimensionsMap: { service: name },
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      impact: `It is late, and tried again each minute: ${props.impact}`,
      runbook: 'message-delay',
      firesWhen: {
        threshold: 60,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
    });
    const mapping = new EventSourceMapping(this, 'mapping', {
      target: this.function.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: props.batchSize,
      reportBatchItemFailures: true,
      // The same number as is reserved: more pollers than runs would burn a message's tries on throttling.
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
        // A fair queue serves the tenant with the least in flight: no flood of one delays the alarms of another. Events of
        // AWS itself, on the default bus, name no tenant.
        ...(props.eventBus && { sqsParameters: { messageGroupId: '$.detail.tenantid' } }),
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

/**
 * AWS asks for six times the function's time-out, so that a message is not handed out again while it is worked on. Where that
 * is long, three times will do: after a run that died nobody's page waits longer than 90 seconds.
 */
const visibilitySeconds = (timeoutSeconds: number): number =>
  Math.min(6 * timeoutSeconds, Math.max(90, 3 * timeoutSeconds));

/** A function subscribes to facts, but the construct was given no bus that delivers them. */
class NoBusError extends Error {
  override readonly name = 'NoBusError';
  constructor(functionName: string) {
    super(`${functionName} subscribes to facts but has no bus: pass \`bus\` to its QueueConsumer`);
  }
}
