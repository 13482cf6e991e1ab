import { existsSync, readFileSync } from 'node:fs';
import { join, resolve as absolute } from 'node:path';
import { evaluateCondition, resolve, type Scope } from './intrinsics.ts';
import { region, resourceTypes, type Identity } from './resource-types.ts';
import type { Input } from './service.ts';

/** A resource of the synthesized template with every reference resolved. */
export interface Resource extends Identity {
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
  /** Its construct path without the stack, e.g. `verify-consent/queue`: what control-plane paths use. */
  readonly shortName: string;
  readonly arn: string;
  readonly properties: Input;
}

export interface Template {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  of(type: string): readonly Resource[];
  /** The resource of this type with this ARN, name or `Ref`. @throws if the template has none. */
  find(type: string, reference: string): Resource;
  /** The folder of a Lambda function's bundle. */
  assetFolder(s3Key: string): string;
}

interface Stack {
  readonly name: string;
  /** Where its construct paths begin. */
  readonly path: string;
  readonly template: Input;
  readonly scope: Scope;
}

/**
 * Reads a cloud assembly (`cdk.out`) and resolves its stacks to plain resources.
 * Sources: "Cloud assembly schema", aws-cdk-lib; "Template anatomy", AWS CloudFormation User Guide.
 * @throws one error that lists every resource type that the stage does not know.
 */
export function readTemplate(assembly: string, url: string): Template {
  const stacks = readStacks(assembly, url);
  refuseUnknownTypes(stacks);
  const resources = stacks.flatMap((stack) =>
    Object.entries<Input>(stack.template.Resources ?? {})
      .filter(([, { Condition }]) => Condition === undefined || stack.scope.condition(Condition))
      .map(([logicalId, definition]): Resource => {
        const properties = localUrls(resolve(definition.Properties ?? {}, stack.scope), url);
        const identity = identityOf(stack, logicalId, url);
        const path = String(definition.Metadata?.['aws:cdk:path'] ?? `${stack.name}/${logicalId}`);
        const prefix = path.startsWith(`${stack.path}/`) ? stack.path.length + 1 : 0;
        const shortName = path.slice(prefix).replace(/\/Resource$/, '');
        return {
          arn: '',
          ...identity,
          type: definition.Type,
          stack: stack.name,
          logicalId,
          shortName,
          properties,
        };
      }),
  );
  const outputs = outputsOf(stacks, url);
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    resources,
    outputs,
    of,
    find(type, reference) {
      const found = of(type).find(({ arn, ref, name }) => [arn, ref, name].includes(reference));
      if (!found) throw new Error(`The template has no ${type} ${reference}`);
      return found;
    },
    assetFolder(s3Key) {
      const folder = absolute(assembly, `asset.${s3Key.replace(/\.zip$/, '')}`);
      if (!existsSync(folder)) throw new Error(`The assembly has no asset ${s3Key}: ${folder}`);
      return folder;
    },
  };
}

function outputsOf(stacks: readonly Stack[], url: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const stack of stacks)
    for (const [key, output] of Object.entries<Input>(stack.template.Outputs ?? {})) {
      // CDK makes these itself, for one stack to import from another.
      if (key.startsWith('ExportsOutput')) continue;
      if (key in outputs) throw new Error(`${stack.name}: another stack has an output ${key}, too`);
      outputs[key] = localUrls(resolve(output.Value, stack.scope), url);
    }
  return outputs;
}

function readStacks(assembly: string, url: string): Stack[] {
  const manifest = readJson(join(assembly, 'manifest.json'));
  const stacks: Stack[] = [];
  for (const artifact of inDependencyOrder(manifest.artifacts ?? {})) {
    const name = artifact.properties.stackName ?? artifact.id;
    const stackRegion = String(artifact.environment ?? '')
      .split('/')
      .at(-1);
    if (stackRegion && ![region, 'unknown-region'].includes(stackRegion))
      throw new Error(`${name}: the stage runs stacks of ${region} only, not of ${stackRegion}`);
    const template = readJson(join(assembly, artifact.properties.templateFile));
    const path = artifact.displayName ?? artifact.id;
    stacks.push({ name, path, template, scope: scopeOf({ name, path, template }, stacks, url) });
  }
  if (stacks.length === 0) throw new Error(`The cloud assembly ${assembly} holds no stack`);
  return stacks;
}

function inDependencyOrder(artifacts: Record<string, Input>): Input[] {
  const ordered = new Map<string, Input>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (artifact?.type !== 'aws:cloudformation:stack' || ordered.has(id)) return;
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    ordered.set(id, { ...artifact, id });
  };
  Object.keys(artifacts).forEach(visit);
  return [...ordered.values()];
}

function scopeOf(stack: Omit<Stack, 'scope'>, earlier: readonly Stack[], url: string): Scope {
  const { name, template } = stack;
  const scope: Scope = {
    ref(logicalId) {
      if (logicalId === 'AWS::StackName') return name;
      const parameter = template.Parameters?.[logicalId];
      if (!parameter) return identityOf({ ...stack, scope }, logicalId, url).ref;
      if (parameter.Default === undefined)
        throw new Error(`${name}: the parameter ${logicalId} has no default`);
      return parameter.Default;
    },
    attribute(logicalId, attribute) {
      const value = identityOf({ ...stack, scope }, logicalId, url).attributes?.[attribute];
      if (value === undefined) throw new Error(`${name}: the stage does not know ${logicalId}.${attribute}`);
      return value;
    },
    importValue(exportName) {
      for (const stack of earlier)
        for (const output of Object.values<Input>(stack.template.Outputs ?? {}))
          if (resolve(output.Export?.Name, stack.scope) === exportName)
            return resolve(output.Value, stack.scope);
      throw new Error(`${name}: no earlier stack exports ${exportName}`);
    },
    condition: (condition) => evaluateCondition(template.Conditions?.[condition] ?? {}, scope),
  };
  return scope;
}

function identityOf(stack: Stack, logicalId: string, url: string): Identity {
  const definition = stack.template.Resources?.[logicalId];
  const identify = resourceTypes[definition?.Type];
  if (!identify) throw new Error(`${stack.name}: nothing is known of ${logicalId}`);
  // Only what a name can depend on: resolving everything here would loop through mutual references.
  const { QueueName, TopicName, TableName, FunctionName, RoleName, Name, GroupName, EventBusName } =
    definition.Properties ?? {};
  const { ManagedPolicyName, StageName, AlarmName, AliasName, LogGroupName, MultiRegion } =
    definition.Properties ?? {};
  const named = { QueueName, TopicName, TableName, FunctionName, RoleName, Name, GroupName, EventBusName };
  const more = { ManagedPolicyName, StageName, AlarmName, AliasName, LogGroupName, MultiRegion };
  const properties = { ...named, ...more };
  return identify(resolve(properties, stack.scope), { stack: stack.name, logicalId, url });
}

function refuseUnknownTypes(stacks: readonly Stack[]): void {
  const unknown = stacks.flatMap((stack) =>
    Object.entries<Input>(stack.template.Resources ?? {})
      .filter(([, { Type }]) => !(Type in resourceTypes))
      .map(([logicalId, { Type }]) => `${Type} (${stack.name}/${logicalId})`),
  );
  if (unknown.length > 0) throw new Error(`The stage does not know: ${unknown.join(', ')}`);
}

/** On AWS the API has its own host name; here it is the stage itself. */
function localUrls(value: Input, url: string): Input {
  const text = JSON.stringify(value) as string | undefined;
  const host = new RegExp(`https://[0-9a-f]{10}\\.execute-api\\.${region}\\.amazonaws\\.com`, 'g');
  return text === undefined ? value : JSON.parse(text.replace(host, url));
}

const readJson = (path: string): Input => JSON.parse(readFileSync(path, 'utf8'));

/** Refuses a property that the stage would otherwise silently ignore. `known`: a list, or words with spaces between. */
export function refuseUnknownProperties(
  what: string,
  properties: Input,
  known: string | readonly string[],
): void {
  const words = typeof known === 'string' ? known.trim().split(/\s+/) : known;
  const unknown = Object.keys(properties).filter((property) => !words.includes(property));
  if (unknown.length > 0) throw new Error(`${what}: the stage does not know ${unknown.join(', ')}`);
}
