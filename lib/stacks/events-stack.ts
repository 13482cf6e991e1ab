import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { HttpApi } from '../constructs/http-api.ts';
import { deadLetterQueue } from '../constructs/vigil-queue.ts';
import type { StageConfig } from '../stage-config.ts';

/** The ways in and out: the bus of facts, the topic where SMS replies arrive, the topic that alarms operators. */
export class EventsStack extends Stack {
  /** The HTTPS way in, to which capabilities add their routes. */
  readonly api: HttpApi;
  readonly bus: EventBus;
  readonly inboundSms: Topic;
  readonly alarmTopic: Topic;

  constructor(scope: Construct, id: string, config: StageConfig, dataKey: IKey, props?: StackProps) {
    super(scope, id, props);

    this.api = new HttpApi(this, 'http', { config, dataKey });
    this.inboundSms = this.topic(
      'inbound-sms',
      'Replies of on-call staff (two-way SMS)',
      dataKey,
      'sms-voice.amazonaws.com',
    );
    this.alarmTopic = this.topic('alarms', 'Vigil alarms', dataKey, 'cloudwatch.amazonaws.com');
    if (config.alarmEmail !== undefined) {
      this.alarmTopic.addSubscription(new EmailSubscription(config.alarmEmail));
    }

    // Holds events that the bus could not encrypt or decrypt, for example while its key is disabled.
    const deadLetters = deadLetterQueue(this, 'bus-dead-letters', {
      dataKey,
      alarmTopic: this.alarmTopic,
      impact: 'Facts are stuck on the bus: sessions, crises and records may not be processed.',
      runbook: 'bus-dead-letters',
    });
    this.bus = new EventBus(this, 'bus', {
      eventBusName: 'vigil',
      description: 'Facts of Vigil and of its producers, as CloudEvents',
      kmsKey: dataKey,
      deadLetterQueue: deadLetters,
    });
    deadLetters.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [deadLetters.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );

    new CfnOutput(this, 'BusName', {
      value: this.bus.eventBusName,
      description: 'Producers call PutEvents on this bus',
    });
    new CfnOutput(this, 'InboundSmsTopicArn', {
      value: this.inboundSms.topicArn,
      description: 'Set as the two-way SMS destination of the origination number',
    });
    new CfnOutput(this, 'AlarmTopicArn', {
      value: this.alarmTopic.topicArn,
      description: 'Subscribe the operators here',
    });
  }

  private topic(id: string, displayName: string, masterKey: IKey, publisher: string): Topic {
    const topic = new Topic(this, id, { displayName, masterKey, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(publisher)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    return topic;
  }
}
