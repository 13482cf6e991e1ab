import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vigilApp } from '../../lib/vigil-app.ts';

/** A resource of the synthesized templates, with references between resources turned into their short names. */
export interface Resource {
  /** Its construct path without the stack, for example `verify-consent/queue`. */
  readonly name: string;
  readonly stack: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy: string | undefined;
}

// The shape of a CloudFormation property is what the test says it is.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Properties = any;

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Properties;
}

/** Bundles of functions that do nothing: enough for a synth. */
export function placeholderBundles(): string {
  const bundles = mkdtempSync(join(tmpdir(), 'vigil-bundles-'));
  for (const entry of readdirSync('functions', { withFileTypes: true })) {
    if (!existsSync(join('functions', entry.name, 'environment.ts'))) continue;
    mkdirSync(join(bundles, entry.name));
    writeFileSync(join(bundles, entry.name, 'index.mjs'), `// ${entry.name}\n`);
  }
  return bundles;
}

/** Synthesizes the local stage; returns the folder of the templates. */
export function synthesize(bundles = placeholderBundles()): string {
  const outdir = mkdtempSync(join(tmpdir(), 'vigil-synth-'));
  vigilApp({ outdir, bundles, stage: 'local' }).app.synth();
  return outdir;
}

export function templatesOf(outdir: string): Readonly<Record<string, string>> {
  const files = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
}

export function resourcesOf(outdir: string): readonly Resource[] {
  const templates = Object.entries(templatesOf(outdir)).map(
    ([file, text]) => [file.replace('.template.json', ''), JSON.parse(text)] as const,
  );
  const names = new Map<string, string>();
  const exported = new Map<string, unknown>();
  for (const [stack, template] of templates) {
    for (const [id, resource] of Object.entries<Properties>(template.Resources)) {
      const path = (resource.Metadata?.['aws:cdk:path'] as string | undefined) ?? `${stack}/${id}`;
      names.set(`${stack}:${id}`, path.replace(`${stack}/`, '').replace(/\/Resource$/, ''));
    }
    for (const output of Object.values<Properties>(template.Outputs ?? {})) {
      if (output.Export) exported.set(output.Export.Name, named(output.Value, stack));
    }
  }

  function named(value: unknown, stack: string): unknown {
    if (Array.isArray(value)) return value.map((each) => named(each, stack));
    if (typeof value !== 'object' || value === null) return value;
    const [[intrinsic, argument] = ['', undefined]] = Object.entries<Properties>(value);
    if (intrinsic === 'Ref') return names.get(`${stack}:${argument}`) ?? argument;
    if (intrinsic === 'Fn::ImportValue') return exported.get(argument) ?? `unknown import ${argument}`;
    if (intrinsic === 'Fn::Join') return (named(argument[1], stack) as string[]).join(argument[0]);
    if (intrinsic === 'Fn::GetAtt') {
      const of = names.get(`${stack}:${argument[0]}`) ?? argument[0];
      return argument[1] === 'Arn' ? of : `${of}.${argument[1]}`;
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, named(each, stack)]));
  }

  return templates.flatMap(([stack, template]) =>
    Object.entries<Properties>(template.Resources).map(([id, resource]) => ({
      name: names.get(`${stack}:${id}`) ?? id,
      stack,
      type: resource.Type,
      properties: named(resource.Properties ?? {}, stack),
      deletionPolicy: resource.DeletionPolicy,
    })),
  );
}

export function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** Every statement of every role's identity policies, with the role's short name. */
export function identityStatements(
  resources: readonly Resource[],
): readonly { readonly role: string; readonly statement: Statement }[] {
  return resources.flatMap(({ name, type, properties }) => {
    if (type === 'AWS::IAM::Policy') {
      return (properties.Roles as string[]).flatMap((role) =>
        (properties.PolicyDocument.Statement as Statement[]).map((statement) => ({ role, statement })),
      );
    }
    if (type === 'AWS::IAM::Role') {
      return (properties.Policies ?? []).flatMap((policy: Properties) =>
        (policy.PolicyDocument.Statement as Statement[]).map((statement) => ({ role: name, statement })),
      );
    }
    return [];
  });
}
