import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Platform } from '../platform.ts';
import { alarmOnPeople } from './alarm.ts';

/** A queue under the customer's key that refuses plain HTTP. */
export function encryptedQueue(
  scope: Construct,
  id: string,
  { dataKey }: Pick<Platform, 'dataKey'>,
  props?: QueueProps,
): Queue {
  return new Queue(scope, id, {
    ...props,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: dataKey,
    enforceSSL: true,
  });
}

export interface DeadLetterQueueProps extends Pick<Platform, 'dataKey' | 'alarmTopic'> {
  /** What a person feels while something lies in it. */
  readonly impact: string;
  readonly runbook: string;
}

/** Where work ends that could not be done; anything in it raises an alarm. */
export function deadLetterQueue(scope: Construct, id: string, props: DeadLetterQueueProps): Queue {
  const queue = encryptedQueue(scope, id, props, {
    retentionPeriod: Duration.days(14), // the longest that SQS offers: people must have time to act
  });
  for (const rule of ['Serverless-SQSRedrivePolicy', 'AwsSolutions-SQS3']) {
    Validations.of(queue).acknowledge({
      id: rule,
      reason: 'This is a dead-letter queue: the next stop is a person.',
    });
  }
  alarmOnPeople(scope, `${id}-alarm`, {
    topic: props.alarmTopic,
    metric: queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    }),
    impact: props.impact,
    runbook: props.runbook,
  });
  return queue;
}
