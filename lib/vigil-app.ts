import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, ServerlessChecks } from 'cdk-nag';
import { loadPolicies } from '../policies/index.ts';
import { loadStageConfig } from './stage-config.ts';
import { addVigil, type Vigil } from './vigil.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface VigilAppProps {
  /** Where the templates are written. */
  readonly outdir: string;
  /** The folder of the built functions. */
  readonly bundles?: string;
  readonly stage?: string;
  /** The folder of the stages' configurations. */
  readonly configs?: string;
  /** The folder of the policies that lawyers and clinicians decide. */
  readonly policies?: string;
}

/** One stage of Vigil as a CDK app; the same templates whether the CDK CLI runs it or Node alone. */
export function vigilApp(props: VigilAppProps): { readonly app: App; readonly vigil: Vigil } {
  // The CLI hands an app the flags of cdk.json; read here, they hold without the CLI, too.
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const metadata = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
  const app = new App({
    outdir: props.outdir,
    context: { ...context, ...metadata },
    // Under the CLI an app synthesizes itself when Node ends, even after an error: half a stage.
    autoSynth: false,
  });
  // A finding fails the synth: fix it, or acknowledge it next to the construct.
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new HIPAASecurityChecks(app),
    new ServerlessChecks(app),
  );
  const stage = props.stage ?? (app.node.tryGetContext('stage') as string | undefined) ?? 'local';
  const config = loadStageConfig(stage, props.configs ?? join(root, 'config'));
  checkPolicies(props.policies ?? join(root, 'policies'));
  return { app, vigil: addVigil(app, config, props.bundles ?? join(root, 'dist/functions')) };
}

/** A policy cannot be used; the message is one sentence that says what and where. */
class PolicyUnusableError extends Error {
  override readonly name = 'PolicyUnusableError';
}

function checkPolicies(directory: string): void {
  try {
    loadPolicies(directory);
  } catch (cause) {
    throw new PolicyUnusableError((cause as Error).message, { cause });
  }
}
