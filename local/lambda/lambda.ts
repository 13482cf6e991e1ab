import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Faults } from '../faults.ts';
import { startEnvironment, type Environment, type Host } from './environment.ts';
import type { Activity, AwsError } from '../service.ts';
import { ignored, number, read, text } from '../shapes.ts';
import type { Template } from '../template/template.ts';

/** A function of the template, ready to run. */
export interface LambdaFunction {
  readonly name: string;
  /** The last part of the name after `vigil-<stage>-`: how logs, calls and faults name it. */
  readonly shortName: string;
  readonly arn: string;
  readonly roleName: string;
  readonly accessKeyId: string;
  readonly directory: string;
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly concurrency: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly deadLetterArn?: string;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type Outcome =
  | { readonly ok: true; readonly requestId: string; readonly payload: unknown }
  | { readonly ok: false; readonly requestId: string; readonly error: FunctionError };

export interface Lambda {
  readonly functions: readonly LambdaFunction[];
  /** The function with this ARN (or name). */
  find(reference: string): LambdaFunction;
  invoke(reference: string, event: unknown): Promise<Outcome>;
  close(): Promise<void>;
}

/** AWS runs as many environments of a function as there are invocations; more than these wait their turn here. */
const mostEnvironmentsOfOne = 2;

/** For the memory's sake (a bundle with its SDK takes some 40 MB): beyond it the one that rested longest makes room. */
const defaultEnvironments = 8;

const functionProperties = z.strictObject({
  Code: z.looseObject({ S3Key: text.optional() }),
  Handler: text,
  Role: text,
  Runtime: text.regex(/^nodejs/, 'not a Node.js runtime'),
  Timeout: number.default(3),
  MemorySize: number.default(128),
  ReservedConcurrentExecutions: number.default(mostEnvironmentsOfOne),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: text }).optional(),
  ...ignored('Architectures', 'Description', 'FunctionName', 'KmsKeyArn', 'LoggingConfig'),
  ...ignored('RecursiveLoop', 'Tags', 'TracingConfig'),
});

/** The access key with which the role of a function signs. */
export const accessKeyOf = (functionName: string): string =>
  `LOCAL${createHash('sha256').update(functionName).digest('hex').slice(0, 15).toUpperCase()}`;

export function readFunctions(template: Template): LambdaFunction[] {
  return template.of('AWS::Lambda::Function').map(({ name, arn, properties }) => {
    const declared = read(name, properties, functionProperties);
    const { Code, DeadLetterConfig, Environment } = declared;
    if (Code.S3Key === undefined) throw new Error(`${name}: its code is not an asset`);
    return {
      name,
      shortName: name.replace(/^vigil-[^-]+-/, ''),
      arn,
      roleName: template.find('AWS::IAM::Role', declared.Role).name,
      accessKeyId: accessKeyOf(name),
      directory: template.assetFolder(Code.S3Key),
      handler: declared.Handler,
      runtime: declared.Runtime,
      timeoutSeconds: declared.Timeout,
      memoryMb: declared.MemorySize,
      concurrency: Math.min(mostEnvironmentsOfOne, declared.ReservedConcurrentExecutions),
      environment: Environment?.Variables ?? {},
      ...(DeadLetterConfig && { deadLetterArn: DeadLetterConfig.TargetArn }),
    };
  });
}

interface Surroundings extends Omit<Host, 'youngMb'> {
  readonly environments?: number | undefined;
  readonly activity: Activity;
  readonly faults: Faults;
}

/**
 * Runs functions in environments of their own, one invocation at a time in each, as AWS does: module state is never
 * shared between invocations that run together. Environments start at need and are kept warm.
 */
export function createLambda(functions: readonly LambdaFunction[], surroundings: Surroundings): Lambda {
  const { activity, faults, environments: mostEnvironments = defaultEnvironments } = surroundings;
  // A caller that keeps more environments warm has memory to spare.
  const youngMb = mostEnvironments > defaultEnvironments ? 16 : 4;
  let environments: Environment[] = [];
  let waiting: { readonly fn: LambdaFunction; readonly go: () => void }[] = [];

  const find = (reference: string) => {
    const found = functions.find(({ arn, name }) => arn === reference || name === reference);
    if (!found) throw new Error(`The template has no function ${reference}`);
    return found;
  };

  /** A warm environment, or a new one while there is room. */
  function free(fn: LambdaFunction): Environment | undefined {
    environments = environments.filter(({ ended }) => !ended);
    const own = environments.filter((environment) => environment.fn === fn);
    return own.find(({ busy }) => !busy) ?? (own.length < fn.concurrency ? start(fn) : undefined);
  }

  function start(fn: LambdaFunction): Environment {
    if (environments.length >= mostEnvironments) {
      const [longestAtRest] = environments.filter(({ busy }) => !busy).sort((a, b) => a.usedAt - b.usedAt);
      environments = environments.filter((environment) => environment !== longestAtRest);
      void longestAtRest?.end();
    }
    const environment = startEnvironment(fn, { ...surroundings, youngMb });
    environments.push(environment);
    return environment;
  }

  function release(fn: LambdaFunction): void {
    const next = waiting.find((other) => other.fn === fn);
    if (!next) return;
    waiting = waiting.filter((other) => other !== next);
    next.go();
  }

  async function run(fn: LambdaFunction, requestId: string, event: unknown): Promise<Outcome> {
    let environment = free(fn);
    while (!environment) {
      await new Promise<void>((go) => waiting.push({ fn, go }));
      environment = free(fn);
    }
    const outcome = await environment.run(requestId, JSON.stringify(event));
    release(fn);
    return outcome;
  }

  return {
    functions,
    find,
    invoke(reference, event) {
      const fn = find(reference);
      return activity.run(async () => {
        const requestId = randomUUID();
        // A whole invocation can be lost or fail late, too: { service: 'lambda', operation: 'Invoke' }.
        const { before, after } = faults.strike('lambda', 'Invoke', fn.shortName);
        const failed = ({ code, message }: AwsError): Outcome => ({
          ok: false,
          requestId,
          error: { errorType: code, errorMessage: message },
        });
        if (before) return failed(before);
        const outcome = await run(fn, requestId, event);
        return after ? failed(after) : outcome;
      });
    },
    async close() {
      await Promise.all(environments.map((environment) => environment.end()));
    },
  };
}
