import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 as Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmOnPeople } from './alarm.ts';
import { mayReadStream, maySend } from './grants.ts';
import { type FunctionDeclaration, VigilFunction, type VigilFunctionProps } from './vigil-function.ts';
import { deadLetterQueue } from './vigil-queue.ts';

type Change = 'INSERT' | 'MODIFY' | 'REMOVE';

interface FollowedTable {
  readonly table: Table;
  readonly changes: readonly Change[];
  /** Only writes that carry facts. */
  readonly onlyWithFacts?: true;
}

export interface StreamConsumerProps<F extends FunctionDeclaration> extends Omit<
  VigilFunctionProps<F>,
  'failuresGo'
> {
  readonly tables: Readonly<Record<string, FollowedTable>>;
  /** What a person feels while changes are given up. */
  readonly impact: string;
  /** The impact on a person while changes wait. */
  readonly impactOfDelay: string;
}

/** A function that follows the changes of tables; what it cannot work off is named in a queue and raises an alarm. */
export class StreamConsumer<F extends FunctionDeclaration = FunctionDeclaration> extends Construct {
  readonly function: VigilFunction<F>;
  readonly deadLetters: Queue;

  constructor(scope: Construct, declaration: F, props: StreamConsumerProps<F>) {
    const { name } = declaration;
    super(scope, name);
    this.deadLetters = deadLetterQueue(this, 'dead-letters', {
      ...props.platform,
      impact: props.impact,
      runbook: `${name}-dead-letters`,
    });
    this.function = new VigilFunction<F>(this, 'function', declaration, {
      ...props,
      failuresGo:
        'Lambda reads the stream; the dead-letter queue of the mapping names the records that fail.',
    });
    maySend(this.function, this.deadLetters);
    this.function.lambda.addEnvironment('DEAD_LETTER_QUEUE_URL', this.deadLetters.queueUrl);
    for (const [name, { table, changes, onlyWithFacts }] of Object.entries(props.tables)) {
      mayReadStream(this.function, table);
      new EventSourceMapping(this, `mapping-${name}`, {
        target: this.function.lambda,
        eventSourceArn: table.tableStreamArn as string,
        startingPosition: StartingPosition.TRIM_HORIZON,
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.or(...changes),
            ...(onlyWithFacts && {
              dynamodb: { NewImage: { hasFacts: { BOOL: [true] } } },
            }),
          }),
        ],
        batchSize: 100,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        // For as long as the stream remembers. What can never succeed does not wait for that: the function sets it aside.
        maxRecordAge: Duration.hours(24),
        // The queue gets the place in the stream, never the item.
        onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
      });
    }
    alarmOnPeople(this, 'delay-alarm', {
      topic: props.platform.alarmTopic,
      metric: this.function.lambda.metric('IteratorAge', {
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      impact: props.impactOfDelay,
      runbook: `${name}-delay`,
      firesWhen: {
        threshold: 60_000, // milliseconds; normally a change is about a second old
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 3,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
    });
  }
}
