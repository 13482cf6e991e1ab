import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { vigilApp } from '../../lib/vigil-app.ts';
import type { Properties, Resource, Statement, Template } from './template.ts';

/** Bundles of functions that do nothing: enough for a synth. */
export function placeholderBundles(): string {
  const bundles = mkdtempSync(join(tmpdir(), 'vigil-bundles-'));
  for (const path of readdirSync('functions', { recursive: true, encoding: 'utf8' })) {
    if (basename(path) !== 'index.ts') continue;
    const name = basename(dirname(path));
    mkdirSync(join(bundles, name));
    writeFileSync(join(bundles, name, 'index.mjs'), `// ${name}\n`);
  }
  return bundles;
}

/** Synthesizes the local stage, with these settings besides its own; returns the folder of the templates. */
export function synthesize(bundles = placeholderBundles(), settings: object = {}): string {
  const outdir = mkdtempSync(join(tmpdir(), 'vigil-synth-'));
  const configs = mkdtempSync(join(tmpdir(), 'vigil-config-'));
  const local = JSON.parse(readFileSync('config/local.json', 'utf8')) as object;
  writeFileSync(join(configs, 'local.json'), JSON.stringify({ ...local, ...settings }));
  vigilApp({ outdir, bundles, stage: 'local', configs }).app.synth();
  return outdir;
}

/** Settings under which people are also called, and texts leave through End User Messaging. */
export const contactServices = {
  endUserMessaging: {
    origination: 'arn:aws:sms-voice:us-east-1:000000000000:phone-number/phone-1',
    protectConfiguration: 'arn:aws:sms-voice:us-east-1:000000000000:protect-configuration/protect-1',
    optOutList: 'arn:aws:sms-voice:us-east-1:000000000000:opt-out-list/staff',
  },
  voice: {
    instance: 'arn:aws:connect:us-east-1:000000000000:instance/11111111-2222-4333-8444-555555555555',
    sourceNumber: '+12025550199',
  },
};

/** The text of each template, by the name of its stack. */
export function templateTexts(outdir: string): Readonly<Record<string, string>> {
  const suffix = '.template.json';
  const files = readdirSync(outdir).filter((file) => file.endsWith(suffix));
  return Object.fromEntries(
    files.map((file) => [file.slice(0, -suffix.length), readFileSync(join(outdir, file), 'utf8')]),
  );
}

export function templatesOf(outdir: string): readonly (readonly [stack: string, template: Template])[] {
  return Object.entries(templateTexts(outdir)).map(([stack, text]) => [stack, JSON.parse(text) as Template]);
}

/** All resources of all stacks, with references between them turned into their short names. */
export function resourcesOf(outdir: string): readonly Resource[] {
  const templates = templatesOf(outdir);
  const names = new Map<string, string>();
  const exported = new Map<string, unknown>();
  for (const [stack, { Resources, Outputs = {} }] of templates) {
    for (const [id, { Metadata }] of Object.entries(Resources)) {
      const path = Metadata?.['aws:cdk:path'] ?? `${stack}/${id}`;
      names.set(`${stack}:${id}`, path.replace(`${stack}/`, '').replace(/\/Resource$/, ''));
    }
    for (const { Export, Value } of Object.values(Outputs)) {
      if (Export !== undefined) exported.set(Export.Name, named(Value, stack));
    }
  }

  function nameOf(stack: string, id: string): string {
    return names.get(`${stack}:${id}`) ?? id;
  }

  function named(value: unknown, stack: string): unknown {
    if (Array.isArray(value)) return value.map((each) => named(each, stack));
    if (typeof value !== 'object' || value === null) return value;
    const { Ref, ...functions } = value as Intrinsics;
    if (Ref !== undefined) return nameOf(stack, Ref);
    const { 'Fn::ImportValue': imported, 'Fn::Join': joined, 'Fn::GetAtt': attribute } = functions;
    if (imported !== undefined) return exported.get(imported) ?? `unknown import ${imported}`;
    if (joined !== undefined) return (named(joined[1], stack) as string[]).join(joined[0]);
    if (attribute !== undefined) {
      const [id, name] = attribute;
      return name === 'Arn' ? nameOf(stack, id) : `${nameOf(stack, id)}.${name}`;
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, named(each, stack)]));
  }

  return templates.flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, resource]) => ({
      name: nameOf(stack, id),
      logicalId: id,
      stack,
      type: resource.Type,
      properties: named(resource.Properties ?? {}, stack) as Properties,
      deletionPolicy: resource.DeletionPolicy,
    })),
  );
}

interface Intrinsics {
  readonly Ref?: string;
  readonly 'Fn::ImportValue'?: string;
  readonly 'Fn::Join'?: readonly [separator: string, parts: readonly unknown[]];
  readonly 'Fn::GetAtt'?: readonly [id: string, attribute: string];
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
      const { Roles = [], PolicyDocument } = properties;
      return Roles.flatMap((role) =>
        (PolicyDocument?.Statement ?? []).map((statement) => ({ role, statement })),
      );
    }
    if (type === 'AWS::IAM::Role') {
      const { Policies = [] } = properties;
      return Policies.flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.map((statement) => ({ role: name, statement })),
      );
    }
    return [];
  });
}
