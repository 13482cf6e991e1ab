import { existsSync } from 'node:fs';
import { resolve as absolute } from 'node:path';
import { readAssembly, type Stack } from './assembly.ts';
import { evaluateCondition, resolve, type Scope } from './intrinsics.ts';
import { namingProperties, region, resourceTypes, type Identity } from './resource-types.ts';

/** A resource of the synthesized template with every reference resolved. */
export interface Resource extends Identity {
  readonly type: string;
  readonly stack: string;
  readonly logicalId: string;
  /** Its construct path without the stack, e.g. `update-clearance/queue`: what control-plane paths use. */
  readonly shortName: string;
  readonly arn: string;
  readonly properties: Readonly<Record<string, unknown>>;
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

interface ScopedStack extends Stack {
  readonly scope: Scope;
}

/**
 * Reads a cloud assembly (`cdk.out`) and resolves its stacks to plain resources.
 * Source: "Template anatomy", AWS CloudFormation User Guide.
 * @throws one error that lists every resource type that the stage does not know.
 */
export function readTemplate(assembly: string, url: string): Template {
  const stacks: ScopedStack[] = [];
  for (const stack of readAssembly(assembly))
    stacks.push({ ...stack, scope: scopeOf(stack, [...stacks], url) });
  refuseUnknownTypes(stacks);
  const resources = stacks.flatMap((stack) => resourcesOf(stack, url));
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    resources,
    outputs: outputsOf(stacks, url),
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

function resourcesOf(stack: ScopedStack, url: string): Resource[] {
  return Object.entries(stack.template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || stack.scope.condition(Condition))
    .map(([logicalId, { Type, Properties, Metadata }]) => {
      const path = Metadata['aws:cdk:path'] ?? `${stack.name}/${logicalId}`;
      const prefix = path.startsWith(`${stack.path}/`) ? stack.path.length + 1 : 0;
      return {
        arn: '',
        ...identityOf(stack, logicalId, url),
        type: Type,
        stack: stack.name,
        logicalId,
        shortName: path.slice(prefix).replace(/\/Resource$/, ''),
        properties: localUrls(resolve(Properties, stack.scope), url) as Resource['properties'],
      };
    });
}

function outputsOf(stacks: readonly ScopedStack[], url: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const stack of stacks)
    for (const [key, output] of Object.entries(stack.template.Outputs)) {
      // CDK makes these itself, for one stack to import from another.
      if (key.startsWith('ExportsOutput')) continue;
      if (key in outputs) throw new Error(`${stack.name}: another stack has an output ${key}, too`);
      outputs[key] = String(localUrls(resolve(output.Value, stack.scope), url));
    }
  return outputs;
}

function scopeOf(stack: Stack, earlier: readonly ScopedStack[], url: string): Scope {
  const { name, template } = stack;
  const scope: Scope = {
    ref(logicalId) {
      if (logicalId === 'AWS::StackName') return name;
      const parameter = template.Parameters[logicalId];
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
      for (const exporting of earlier)
        for (const output of Object.values(exporting.template.Outputs))
          if (resolve(output.Export?.Name, exporting.scope) === exportName)
            return resolve(output.Value, exporting.scope);
      throw new Error(`${name}: no earlier stack exports ${exportName}`);
    },
    condition: (condition) => evaluateCondition(template.Conditions[condition] ?? {}, scope),
  };
  return scope;
}

function identityOf({ name, template, scope }: ScopedStack, logicalId: string, url: string): Identity {
  const definition = template.Resources[logicalId];
  const identify = resourceTypes[definition?.Type ?? ''];
  if (!definition || !identify) throw new Error(`${name}: nothing is known of ${logicalId}`);
  // Only what a name can depend on: resolving everything here would loop through mutual references.
  const names = namingProperties.flatMap((property) => {
    const value = resolve(definition.Properties[property], scope);
    return value === undefined ? [] : [[property, asText(value)] as const];
  });
  return identify(Object.fromEntries(names), { stack: name, logicalId, url });
}

function refuseUnknownTypes(stacks: readonly Stack[]): void {
  const unknown = stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => !(Type in resourceTypes))
      .map(([logicalId, { Type }]) => `${Type} (${name}/${logicalId})`),
  );
  if (unknown.length > 0) throw new Error(`The stage does not know: ${unknown.join(', ')}`);
}

/** A name that is not text would be a number or a boolean: never an object, which resolving would have shown. */
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** On AWS the API has its own host name; here it is the stage itself. */
function localUrls(value: unknown, url: string): unknown {
  const text = JSON.stringify(value) as string | undefined;
  const host = new RegExp(`https://[0-9a-f]{10}\\.execute-api\\.${region}\\.amazonaws\\.com`, 'g');
  return text === undefined ? value : JSON.parse(text.replace(host, url));
}
