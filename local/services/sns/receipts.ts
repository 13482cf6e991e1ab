import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { AsyncInvocations } from '../../lambda/async-invocations.ts';
import type { StageClock } from '../../clock.ts';
import type { Logs } from '../../logs.ts';
import type { ServiceMay } from '../../iam/resource-policies.ts';
import { account, region } from '../../template/resource-types.ts';
import type { Activity } from '../../service.ts';
import { read, text } from '../../shapes.ts';
import type { Template } from '../../template/template.ts';
import type { Carrier } from './phones.ts';

interface Surroundings {
  readonly clock: StageClock;
  readonly activity: Activity;
  readonly invocations: AsyncInvocations;
  readonly serviceMay: ServiceMay;
  readonly logs: Logs;
}

/** What the carrier answers, in the terms of the delivery log. */
const providerResponses: Readonly<Record<Exclude<Carrier, 'ok'>, string>> = {
  unreachable: 'Phone is currently unreachable/unavailable',
  'opted-out': 'Phone number is opted out',
};

/** How long the carrier takes to say so. */
const dwellMs = 2_000;

const failureGroup = `sns/${region}/${account}/DirectPublishToPhoneNumber/Failure`;

const subscriptionProperties = z.strictObject({
  DestinationArn: text,
  FilterPattern: z.literal('', 'the stage knows no filter patterns'),
  LogGroupName: z.literal(failureGroup, `the stage writes the log group ${failureGroup} only`),
});

/**
 * The delivery status log of SNS for texts that reached no phone, as the subscriptions of its log group get it.
 * Source: "Viewing CloudWatch metrics and logs for SMS deliveries", SNS Developer Guide; "Subscriptions", CloudWatch
 * Logs User Guide.
 */
export function createSmsReceipts(template: Template, surroundings: Surroundings) {
  const { clock, activity, invocations, serviceMay, logs } = surroundings;
  const subscriptions = template.of('AWS::Logs::SubscriptionFilter').map(({ logicalId, properties }) => {
    const { DestinationArn } = read(logicalId, properties, subscriptionProperties);
    return { logicalId, functionArn: template.find('AWS::Lambda::Function', DestinationArn).arn };
  });

  async function write(messageId: string, because: Exclude<Carrier, 'ok'>): Promise<void> {
    const at = clock.now();
    const message = JSON.stringify({
      notification: { messageId, timestamp: new Date(at).toISOString().replace('T', ' ').replace('Z', '') },
      delivery: {
        numberOfMessageParts: 1,
        destination: '+1XXX5550100',
        smsType: 'Transactional',
        providerResponse: providerResponses[because],
        dwellTimeMs: dwellMs,
      },
      status: 'FAILURE',
    });
    for (const { logicalId, functionArn } of subscriptions) {
      const source = `arn:aws:logs:${region}:${account}:log-group:${failureGroup}:*`;
      if (!(await serviceMay('logs.amazonaws.com', 'lambda:InvokeFunction', functionArn, source))) {
        logs.write('stage', '', `CloudWatch Logs may not start ${functionArn} for ${logicalId}`);
        continue;
      }
      const data = {
        messageType: 'DATA_MESSAGE',
        owner: account,
        logGroup: failureGroup,
        logStream: messageId,
        subscriptionFilters: [logicalId],
        logEvents: [{ id: messageId, timestamp: at, message }],
      };
      invocations.accept(functionArn, {
        awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') },
      });
    }
  }

  return {
    /** A text that SNS took and no phone got. */
    lost(messageId: string, because: Exclude<Carrier, 'ok'>): void {
      clock.at(clock.now() + dwellMs, () => void activity.run(() => write(messageId, because)));
    },
  };
}

export type SmsReceipts = ReturnType<typeof createSmsReceipts>;
