import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Platform } from '../platform.ts';

/** What a function's `function.ts` declares. */
export interface FunctionDeclaration {
  /** The folder's name, for example `update-clearance`. */
  readonly name: string;
  /** The contracts of the facts that its queue takes from the bus. */
  readonly subscribes?: readonly { readonly type: string }[];
  /** Events of AWS services on the account's default bus. */
  readonly awsEvents?: { readonly source: string; readonly detailTypes: readonly string[] };
  /** The names of its environment variables. */
  readonly environment: readonly string[];
}

export type EnvironmentOf<F extends FunctionDeclaration> = {
  readonly [Name in F['environment'][number]]: string;
};

export interface VigilFunctionProps<F extends FunctionDeclaration> {
  readonly platform: Platform;
  readonly environment: EnvironmentOf<F>;
  readonly timeoutSeconds: number;
  /** Lambda gives CPU in proportion to memory: 512 MB is about a third of a core. */
  readonly memoryMegabytes?: number;
  /**
   * How many may run at once. The number is reserved, so that a burst elsewhere cannot starve this function,
   * and it is a limit, so that a burst here cannot starve the others.
   */
  readonly concurrency: number;
  /** Why a failed run needs no dead-letter queue of the function's own. */
  readonly failuresGo: string;
}

/** One Lambda function of Vigil with a role of its own, which nothing shares, and a log group of its own. */
export class VigilFunction<F extends FunctionDeclaration = FunctionDeclaration> extends Construct {
  readonly lambda: LambdaFunction;
  readonly timeoutSeconds: number;

  constructor(scope: Construct, id: string, { name }: F, props: VigilFunctionProps<F>) {
    super(scope, id);
    const { config, bundles, dataKey } = props.platform;
    const functionName = `vigil-${config.stage}-${name}`;
    this.timeoutSeconds = props.timeoutSeconds;

    const logGroup = new LogGroup(this, 'logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: config.logRetentionDays,
      encryptionKey: dataKey,
      // Kept when the stack goes, but not after a first deployment that failed: its name would block the next one.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const role = new Role(this, 'role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs ${functionName}`,
    });
    logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'function', {
      functionName,
      role,
      logGroup,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundleOf(bundles, name)),
      environment: { ...props.environment },
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMegabytes ?? 512,
      reservedConcurrentExecutions: props.concurrency,
      tracing: Tracing.ACTIVE,
    });
    this.acknowledge(props.failuresGo);
  }

  /** Lets this function, and nothing else, do what the statement says. */
  allow(statement: PolicyStatement): void {
    this.lambda.addToRolePolicy(statement);
  }

  private acknowledge(failuresGo: string): void {
    Validations.of(this).acknowledge(
      {
        id: 'HIPAA.Security-IAMNoInlinePolicy',
        reason:
          'The policy belongs to one role of one function and dies with it: nobody else can be given it.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'X-Ray (and dynamodb:ListStreams) know no resources; test/lib/least-privilege names all that may use *.',
      },
      {
        id: 'HIPAA.Security-LambdaInsideVPC',
        reason:
          'It calls AWS APIs (send-webhook: public endpoints, too) over TLS only and listens to nobody; a VPC would add routes out, not take one away.',
      },
      { id: 'HIPAA.Security-LambdaDLQ', reason: failuresGo },
      { id: 'Serverless-LambdaDLQ', reason: failuresGo },
    );
  }
}

function bundleOf(bundles: string, name: string): string {
  const folder = join(bundles, name);
  const file = join(folder, 'index.mjs');
  if (!existsSync(file)) {
    throw new BundleMissingError(`${relative('', file)} does not exist: run npm run build first`);
  }
  return folder;
}

/** The functions have not been built; the message says what to run. */
class BundleMissingError extends Error {
  override readonly name = 'BundleMissingError';
}
