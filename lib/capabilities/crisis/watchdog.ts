import type { Stack } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { sweepEscalations as sweepEscalationsDeclaration } from '../../../functions/crisis/sweep-escalations/function.ts';
import { alarmOnPeople, vigilMetric } from '../../constructs/alarm.ts';
import { mayQueryIndex, maySend, mayUseItems } from '../../constructs/grants.ts';
import { ScheduledFunction } from '../../constructs/scheduled-function.ts';
import type { Foundation } from '../../foundation.ts';

/** The second, independent mechanism of escalation: it re-queues every incident whose next step is overdue. */
export function addWatchdog(
  stack: Stack,
  { platform, data }: Foundation,
  escalations: IQueue,
  deadlines: IQueue,
): void {
  const { function: watch } = new ScheduledFunction(stack, sweepEscalationsDeclaration, {
    platform,
    environment: {
      STATE_TABLE: data.state.tableName,
      ESCALATION_QUEUE_URL: escalations.queueUrl,
      DUE_QUEUE_URL: deadlines.queueUrl,
    },
    impact:
      'The escalation sweep fails on overdue incidents: somebody in danger may wait although a page is due.',
    every: 'rate(1 minute)',
    startWithinSeconds: 60, // a later start is the next one's work
    timeoutSeconds: 30,
    concurrency: 2, // one that hangs must not keep the next minute's from starting
  });
  mayQueryIndex(watch, data.state, 'byDeadline');
  maySend(watch, escalations);
  maySend(watch, deadlines);
  mayUseItems(watch, data.state, 'GetItem', 'PutItem');

  alarmOnPeople(stack, 'watchdog-heartbeat', {
    topic: platform.alarmTopic,
    metric: vigilMetric('Heartbeat'),
    impact: 'The escalation sweep does not finish: if a step message is lost, no further page may be sent.',
    runbook: 'watchdog-heartbeat',
    firesWhen: {
      threshold: 1, // one is due every minute; a single failed start must not fire it
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.BREACHING,
    },
  });
}
