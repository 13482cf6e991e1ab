import { Aws, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { FilterPattern, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { receiveReceipt as receiveReceiptDeclaration } from '../../../functions/crisis/receive-receipt/function.ts';
import { alarmOnPeople } from '../../constructs/alarm.ts';
import { maySend, mayUseItems } from '../../constructs/grants.ts';
import { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Foundation } from '../../foundation.ts';

/** Delivery receipts, on both ways that AWS gives them. They can only hasten the next page. */
export function addReceipts(stack: Stack, { platform, data }: Foundation, escalations: IQueue): void {
  const noQueueForNumbers =
    'A receipt holds a phone number, and phone numbers do not lie in queues; a lost one costs haste, never a page.';
  const receiveReceipt = new VigilFunction(stack, 'receive-receipt', receiveReceiptDeclaration, {
    platform,
    environment: { STATE_TABLE: data.state.tableName, ESCALATION_QUEUE_URL: escalations.queueUrl },
    timeoutSeconds: 10,
    concurrency: 10,
    failuresGo: noQueueForNumbers,
  });
  mayUseItems(receiveReceipt, data.state, 'GetItem');
  maySend(receiveReceipt, escalations);

  const failures = new LogGroup(stack, 'sms-failures', {
    // SNS gives the name; it writes here once the account's delivery status logging names a role (docs/runbook.md).
    logGroupName: `sns/${Aws.REGION}/${Aws.ACCOUNT_ID}/DirectPublishToPhoneNumber/Failure`,
    encryptionKey: platform.dataKey,
    retention: RetentionDays.ONE_WEEK, // it holds numbers: long enough to look into a bad night
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  failures.addSubscriptionFilter('to-receive-receipt', {
    destination: new LambdaDestination(receiveReceipt.lambda),
    filterPattern: FilterPattern.allEvents(),
  });
  const rule = new Rule(stack, 'sms-receipts', {
    description: 'Delivery receipts of AWS End User Messaging',
    eventPattern: { source: ['aws.sms-voice'], detailType: ['Text Message Delivery Status Updated'] },
    targets: [new LambdaFunction(receiveReceipt.lambda)],
  });
  Validations.of(rule).acknowledge({ id: 'Serverless-EventBusDLQ', reason: noQueueForNumbers });
  alarmOnPeople(stack, 'receive-receipt-errors', {
    topic: platform.alarmTopic,
    metric: receiveReceipt.lambda.metricErrors({ period: Duration.minutes(5) }),
    impact: 'Vigil learns minutes late that a page reached no phone, when nobody has answered it.',
    runbook: 'receive-receipt-errors',
  });
}
