import type { Authorizer } from './authorizer.ts';
import * as z from 'zod';
import { ignored, read, text, texts } from '../shapes.ts';
import type { Template } from '../template/template.ts';
import { policyDocument, type Policy, type Statement } from './policy.ts';

/** What resources themselves allow: queue, topic, function and key policies of the template. */
export interface ResourcePolicies {
  of(arn: string): Policy | undefined;
}

/** Whether an AWS service may do this to a resource, for the rule, topic or API that makes it do so. */
export type ServiceMay = (
  service: string,
  action: string,
  arn: string,
  sourceArn: string,
) => Promise<boolean>;

const queuePolicyProperties = z.strictObject({ Queues: texts, PolicyDocument: policyDocument });
const topicPolicyProperties = z.strictObject({ Topics: texts, PolicyDocument: policyDocument });
const keyPolicy = z.looseObject({ KeyPolicy: policyDocument.default({ Statement: [] }) });
const permissionProperties = z.strictObject({
  Action: text,
  FunctionName: text,
  Principal: text,
  SourceArn: text.optional(),
  // The stage has one account only.
  ...ignored('SourceAccount'),
});
const encrypted = z.looseObject({ KmsMasterKeyId: text.optional() });

export function readResourcePolicies(template: Template): ResourcePolicies {
  const statements = new Map<string, Statement[]>();
  const add = (arn: string, more: readonly Statement[]) =>
    statements.set(arn, [...(statements.get(arn) ?? []), ...more]);

  for (const { logicalId, properties } of template.of('AWS::SQS::QueuePolicy')) {
    const { Queues, PolicyDocument } = read(logicalId, properties, queuePolicyProperties);
    for (const queue of Queues) add(template.find('AWS::SQS::Queue', queue).arn, PolicyDocument.Statement);
  }
  for (const { logicalId, properties } of template.of('AWS::SNS::TopicPolicy')) {
    const { Topics, PolicyDocument } = read(logicalId, properties, topicPolicyProperties);
    for (const topic of Topics) add(template.find('AWS::SNS::Topic', topic).arn, PolicyDocument.Statement);
  }
  for (const { arn, logicalId, properties } of template.of('AWS::KMS::Key'))
    add(arn, read(logicalId, properties, keyPolicy).KeyPolicy.Statement);
  for (const { logicalId, properties } of template.of('AWS::Lambda::Permission')) {
    const permission = read(logicalId, properties, permissionProperties);
    const { arn } = template.find('AWS::Lambda::Function', permission.FunctionName);
    add(arn, [permissionStatement(permission, arn)]);
  }
  const policies = new Map(
    [...statements]
      .filter(([, found]) => found.length > 0)
      .map(([arn, Statement]) => [arn, { Version: '2012-10-17', Statement }]),
  );
  return { of: (arn) => policies.get(arn) };
}

/** Lambda keeps each permission as a statement of the function's policy. */
const permissionStatement = (
  { Action, Principal, SourceArn }: z.output<typeof permissionProperties>,
  functionArn: string,
): Statement => ({
  Effect: 'Allow',
  Action,
  Principal: { Service: Principal },
  Resource: functionArn,
  ...(SourceArn !== undefined && { Condition: { ArnLike: { 'aws:SourceArn': SourceArn } } }),
});

/** Judges by the resource's policy, and by its key's where a customer-managed key encrypts it. */
export function createServiceMay(
  template: Template,
  policies: ResourcePolicies,
  authorizer: Authorizer,
): ServiceMay {
  const keyOf = new Map<string, string>();
  for (const resource of [...template.of('AWS::SQS::Queue'), ...template.of('AWS::SNS::Topic')]) {
    const key = read(resource.name, resource.properties, encrypted).KmsMasterKeyId;
    if (key !== undefined) keyOf.set(resource.arn, template.find('AWS::KMS::Key', key).arn);
  }
  return async (service, action, arn, sourceArn) => {
    const context = { 'aws:SourceArn': sourceArn };
    if (!(await authorizer.checkResource(policies.of(arn), service, { action, resource: arn, context })))
      return false;
    const resource = keyOf.get(arn);
    if (resource === undefined) return true;
    const judged = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) =>
      authorizer.checkResource(policies.of(resource), service, { action, resource, context }),
    );
    return (await Promise.all(judged)).every(Boolean);
  };
}
