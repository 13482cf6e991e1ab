import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';

/** The services that write to encrypted queues, topics and logs on Vigil's behalf; only for this account's resources. */
export function allowServicesToUse(dataKey: Key, stage: string): void {
  const fromThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  const writers: readonly (readonly [sid: string, service: string])[] = [
    // SQS does not hand the rule's ARN on to KMS, so the account is the narrowest condition that works.
    ['RulesFillQueues', 'events.amazonaws.com'],
    ['AlarmsReachOperators', 'cloudwatch.amazonaws.com'],
    ['RepliesReachTheTopic', 'sms-voice.amazonaws.com'],
  ];
  for (const [sid, service] of writers) {
    dataKey.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: fromThisAccount,
      }),
    );
  }
  const logGroups = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:`;
  dataKey.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LogsAreEncrypted',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': [
            `${logGroups}/aws/lambda/vigil-${stage}-*`,
            `${logGroups}/aws/vendedlogs/vigil-${stage}-*`,
            // SNS writes its delivery log under this name, which it chooses itself; it holds phone numbers.
            `${logGroups}sns/${Aws.REGION}/${Aws.ACCOUNT_ID}/DirectPublishToPhoneNumber*`,
          ],
        },
      },
    }),
  );
}
