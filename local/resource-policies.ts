import type { Authorizer } from './authorizer.ts';
import type { Input } from './service.ts';
import { refuseUnknownProperties, type Resource, type Template } from './template.ts';

/** What resources themselves allow: queue, topic, function and key policies of the template. */
export interface ResourcePolicies {
  of(arn: string): Input;
}

/** Whether an AWS service may do this to a resource, for the rule, topic or API that makes it do so. */
export type ServiceMay = (
  service: string,
  action: string,
  arn: string,
  sourceArn: string,
) => Promise<boolean>;

export function readResourcePolicies(template: Template): ResourcePolicies {
  const statements = new Map<string, Input[]>();
  const add = (arn: string, more: Input[]) => statements.set(arn, [...(statements.get(arn) ?? []), ...more]);

  for (const { properties } of template.of('AWS::SQS::QueuePolicy'))
    for (const queue of properties.Queues)
      add(template.find('AWS::SQS::Queue', queue).arn, properties.PolicyDocument.Statement);
  for (const { properties } of template.of('AWS::SNS::TopicPolicy'))
    for (const topic of properties.Topics)
      add(template.find('AWS::SNS::Topic', topic).arn, properties.PolicyDocument.Statement);
  for (const { arn, properties } of template.of('AWS::KMS::Key'))
    add(arn, properties.KeyPolicy?.Statement ?? []);
  for (const permission of template.of('AWS::Lambda::Permission')) {
    const { arn } = template.find('AWS::Lambda::Function', permission.properties.FunctionName);
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
function permissionStatement({ logicalId, properties }: Resource, functionArn: string): Input {
  refuseUnknownProperties(logicalId, properties, 'Action FunctionName Principal SourceAccount SourceArn');
  const { Action, Principal, SourceArn } = properties;
  return {
    Effect: 'Allow',
    Action,
    Principal: { Service: Principal },
    Resource: functionArn,
    ...(SourceArn && { Condition: { ArnLike: { 'aws:SourceArn': SourceArn } } }),
  };
}

/** Judges by the resource's policy, and by its key's where a customer-managed key encrypts it. */
export function createServiceMay(
  template: Template,
  policies: ResourcePolicies,
  authorizer: Authorizer,
): ServiceMay {
  const keyOf = new Map<string, string>();
  for (const resource of [...template.of('AWS::SQS::Queue'), ...template.of('AWS::SNS::Topic')]) {
    const key = resource.properties.KmsMasterKeyId;
    if (key) keyOf.set(resource.arn, template.find('AWS::KMS::Key', key).arn);
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
