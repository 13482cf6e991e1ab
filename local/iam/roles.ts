import * as z from 'zod';
import { ignored, read, text, texts } from '../shapes.ts';
import type { Template } from '../template/template.ts';
import type { Role } from './authorizer.ts';
import { policyDocument } from './policy.ts';

/** AWS's own policies that let a function write its log and its traces: the stage has neither service. */
const logsAndTracesOnly = /:policy\/(service-role\/AWSLambdaBasicExecutionRole|AWSXRayDaemonWriteAccess)$/;

const roleProperties = z.strictObject({
  Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument: policyDocument })).default([]),
  ManagedPolicyArns: texts.default([]),
  ...ignored('AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration', 'Path', 'RoleName', 'Tags'),
});
const attachedProperties = z.strictObject({
  PolicyDocument: policyDocument,
  Roles: texts.default([]),
  ...ignored('Description', 'ManagedPolicyName', 'Path', 'PolicyName'),
});

/** The template's roles with every policy document that is in force for them. */
export function readRoles(template: Template): Role[] {
  const readAttached = (type: string) =>
    template.of(type).map(({ arn, logicalId, properties }) => {
      return { arn, ...read(logicalId, properties, attachedProperties) };
    });
  const managed = readAttached('AWS::IAM::ManagedPolicy');
  const attached = [...readAttached('AWS::IAM::Policy'), ...managed];
  return template.of('AWS::IAM::Role').map(({ name, arn, properties }) => {
    const { Policies, ManagedPolicyArns } = read(name, properties, roleProperties);
    const byArn = ManagedPolicyArns.filter((policyArn) => !logsAndTracesOnly.test(policyArn)).map(
      (policyArn) => {
        const policy = managed.find((candidate) => candidate.arn === policyArn);
        if (!policy) throw new Error(`${name}: the stage does not know the managed policy ${policyArn}`);
        return policy.PolicyDocument;
      },
    );
    const inline = Policies.map((policy) => policy.PolicyDocument);
    const byName = attached
      .filter(({ Roles }) => Roles.includes(name))
      .map((policy) => policy.PolicyDocument);
    return { roleName: name, arn, policies: [...inline, ...byArn, ...byName] };
  });
}
