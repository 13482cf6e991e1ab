import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { anyObject, read, texts } from '../shapes.ts';
import { region } from './resource-types.ts';

/** A stack of the cloud assembly, as it was synthesized. */
export interface Stack {
  readonly name: string;
  /** Where its construct paths begin. */
  readonly path: string;
  readonly template: StackTemplate;
}

const manifest = z.looseObject({
  artifacts: z
    .record(
      z.string(),
      z.looseObject({
        type: z.string(),
        /** `aws://account/region` */
        environment: z.string().default(''),
        displayName: z.string().optional(),
        dependencies: texts.default([]),
        properties: z
          .looseObject({ stackName: z.string().optional(), templateFile: z.string().default('') })
          .optional(),
      }),
    )
    .default({}),
});
type Artifacts = z.output<typeof manifest>['artifacts'];

const stackTemplate = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z
    .record(
      z.string(),
      z.looseObject({
        Type: z.string(),
        Condition: z.string().optional(),
        Properties: anyObject.default({}),
        Metadata: z.looseObject({ 'aws:cdk:path': z.string().optional() }).default({}),
      }),
    )
    .default({}),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({ Value: z.unknown(), Export: z.looseObject({ Name: z.unknown() }).optional() }),
    )
    .default({}),
});
export type StackTemplate = z.output<typeof stackTemplate>;

/**
 * The stacks of a cloud assembly (`cdk.out`), each after those that it depends on.
 * Source: "Cloud assembly schema", aws-cdk-lib.
 */
export function readAssembly(folder: string): Stack[] {
  const { artifacts } = read('manifest.json', readJson(join(folder, 'manifest.json')), manifest);
  const stacks = inDependencyOrder(artifacts).map((id) => readStack(folder, id, artifacts));
  if (stacks.length === 0) throw new Error(`The cloud assembly ${folder} holds no stack`);
  return stacks;
}

function inDependencyOrder(artifacts: Artifacts): string[] {
  const ordered = new Set<string>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (artifact?.type !== 'aws:cloudformation:stack' || ordered.has(id)) return;
    artifact.dependencies.forEach(visit);
    ordered.add(id);
  };
  Object.keys(artifacts).forEach(visit);
  return [...ordered];
}

function readStack(folder: string, id: string, artifacts: Artifacts): Stack {
  const { properties, environment = '', displayName = id } = artifacts[id] ?? {};
  const name = properties?.stackName ?? id;
  const stackRegion = environment.split('/').at(-1) ?? '';
  if (!['', region, 'unknown-region'].includes(stackRegion))
    throw new Error(`${name}: the stage runs stacks of ${region} only, not of ${stackRegion}`);
  const file = properties?.templateFile ?? '';
  return { name, path: displayName, template: read(file, readJson(join(folder, file)), stackTemplate) };
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
