import type { Role } from './authorizer.ts';
import type { Input } from './service.ts';
import type { Template } from './template.ts';

/** AWS's own policies that let a function write its log and its traces: the stage has neither service. */
const logsAndTracesOnly = /:policy\/(service-role\/AWSLambdaBasicExecutionRole|AWSXRayDaemonWriteAccess)$/;

/** The template's roles with every policy document that is in force for them. */
export function readRoles(template: Template): Role[] {
  const managed = template.of('AWS::IAM::ManagedPolicy');
  const attached = [...template.of('AWS::IAM::Policy'), ...managed];
  return template.of('AWS::IAM::Role').map(({ name, arn, properties }) => {
    if (properties.PermissionsBoundary)
      throw new Error(`${name}: the stage does not know permissions boundaries`);
    const inline: Input[] = (properties.Policies ?? []).map((policy: Input) => policy.PolicyDocument);
    const byArn = (properties.ManagedPolicyArns ?? []).flatMap((policyArn: string) => {
      if (logsAndTracesOnly.test(policyArn)) return [];
      const policy = managed.find((candidate) => candidate.arn === policyArn);
      if (!policy) throw new Error(`${name}: the stage does not know the managed policy ${policyArn}`);
      return [policy.properties.PolicyDocument];
    });
    const byName = attached
      .filter((policy) => policy.properties.Roles?.includes(name))
      .map((policy) => policy.properties.PolicyDocument);
    return { roleName: name, arn, policies: [...inline, ...byArn, ...byName] };
  });
}
