import { Duration, type Stack, Validations } from 'aws-cdk-lib';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { receiveReply as receiveReplyDeclaration } from '../../../functions/crisis/receive-reply/function.ts';
import { alarmOnPeople } from '../../constructs/alarm.ts';
import { mayReadSecret, maySend } from '../../constructs/grants.ts';
import { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Foundation } from '../../foundation.ts';

/** Takes an SMS reply, puts a pseudonym in the place of its number, and hands it on. */
export function addReceiveReply(
  stack: Stack,
  { platform, crypto, events }: Foundation,
  replies: IQueue,
): void {
  const noQueueForNumbers =
    'The reply holds a phone number, and phone numbers do not lie in queues: errors raise an alarm instead.';
  const receiveReply = new VigilFunction(stack, 'receive-reply', receiveReplyDeclaration, {
    platform,
    environment: {
      REPLY_QUEUE_URL: replies.queueUrl,
      PSEUDONYM_SECRET_ARN: crypto.pseudonymSecret.secretArn,
    },
    timeoutSeconds: 10,
    memoryMegabytes: 1024,
    concurrency: 20,
    failuresGo: noQueueForNumbers,
  });
  maySend(receiveReply, replies);
  mayReadSecret(receiveReply, crypto.pseudonymSecret);
  events.inboundSms.addSubscription(new LambdaSubscription(receiveReply.lambda));
  Validations.of(receiveReply).acknowledge({ id: 'Serverless-SNSRedrivePolicy', reason: noQueueForNumbers });

  alarmOnPeople(stack, 'receive-reply-errors', {
    topic: platform.alarmTopic,
    metric: receiveReply.lambda.metricErrors({ period: Duration.minutes(1) }),
    impact: 'Replies of responders are lost: escalation continues although somebody has answered.',
    runbook: 'receive-reply-errors',
  });
}
