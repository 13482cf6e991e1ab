import { Worker } from 'node:worker_threads';
import type { FunctionError, LambdaFunction, Outcome } from './lambda.ts';
import type { Logs } from '../logs.ts';
import { region } from '../template/resource-types.ts';

/** One execution environment: a worker thread that runs one invocation at a time. */
export interface Environment {
  readonly fn: LambdaFunction;
  readonly busy: boolean;
  readonly ended: boolean;
  readonly usedAt: number;
  run(requestId: string, event: string): Promise<Outcome>;
  /** What runs in it is lost without an answer, as when a machine fails. */
  end(): Promise<void>;
}

/** What an environment needs of the stage. */
export interface Host {
  readonly url: string;
  readonly clockOffset: SharedArrayBuffer;
  readonly logs: Logs;
  /** Room for what an environment has just made: more of it is cleared less often. */
  readonly youngMb: number;
}

export interface WorkerSettings {
  readonly clockOffset: SharedArrayBuffer;
  readonly directory: string;
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
}

export interface Invocation {
  readonly requestId: string;
  readonly event: string;
  readonly deadline: number;
}

export type WorkerMessage =
  | { readonly type: 'loaded' }
  | { readonly type: 'log'; readonly requestId: string; readonly line: string }
  | { readonly type: 'done'; readonly requestId: string; readonly payload: string }
  | { readonly type: 'failed'; readonly requestId: string; readonly error: FunctionError };

/**
 * A worker's heap limit (bundles need about 25). The function sees the template's MemorySize, but it does not apply
 * here.
 */
const heapMb = 64;

let lastStart: Promise<void> = Promise.resolve();

/** One after another: bundles that load at the same time leave the process some 20 MB larger each. */
function inTurn(start: () => Promise<void>): Promise<void> {
  lastStart = lastStart.then(start);
  return lastStart;
}

function createWorker(fn: LambdaFunction, { url, clockOffset, youngMb }: Host): Worker {
  const settings: WorkerSettings = {
    clockOffset,
    directory: fn.directory,
    handler: fn.handler,
    memoryMb: fn.memoryMb,
    functionName: fn.name,
    functionArn: fn.arn,
  };
  return new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: settings,
    env: { ...fn.environment, ...reservedVariables(fn, url) },
    // Nothing of how the host itself was started.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: youngMb },
  });
}

export function startEnvironment(fn: LambdaFunction, host: Host): Environment {
  const { logs } = host;
  let current: { readonly requestId: string; readonly settle: (outcome: Outcome) => void } | undefined;
  let worker: Worker | undefined;
  let started: Promise<void> | undefined;
  let ended = false;
  let usedAt = Date.now();

  /** Until the bundle is loaded, which AWS gives ten seconds that do not count as the function's. */
  const start = () =>
    new Promise<void>((loaded) => {
      if (ended) return loaded();
      const late = () => fail('Sandbox.Timedout', 'The runtime did not start in 10 seconds');
      const limit = setTimeout(late, 10_000);
      worker = createWorker(fn, host);
      worker.on('message', (message: WorkerMessage) =>
        message.type === 'loaded' ? loaded() : receive(message),
      );
      worker.on('error', (error: Error) => fail(error.name, error.message));
      worker.on('exit', () => {
        fail('Runtime.ExitError', 'The runtime exited without an answer');
        loaded();
      });
      void worker.once('message', () => clearTimeout(limit)).once('exit', () => clearTimeout(limit));
    });

  function receive(message: Exclude<WorkerMessage, { type: 'loaded' }>): void {
    const { requestId } = message;
    if (message.type === 'log') logs.write(fn.shortName, requestId, message.line);
    else if (requestId === current?.requestId) current.settle(outcomeOf(message));
  }

  /** As on AWS the environment is thrown away, and the next invocation gets a fresh one. */
  function fail(errorType: string, errorMessage: string): void {
    if (ended) return;
    ended = true;
    void worker?.terminate();
    if (!current) return;
    const { requestId, settle } = current;
    logs.write(fn.shortName, requestId, `RequestId: ${requestId} Error: ${errorType}: ${errorMessage}`);
    settle({ ok: false, requestId, error: { errorType, errorMessage } });
  }

  return {
    fn,
    get busy() {
      return current !== undefined || ended;
    },
    get ended() {
      return ended;
    },
    get usedAt() {
      return usedAt;
    },
    run(requestId, event) {
      return new Promise((settled) => {
        let timeout: NodeJS.Timeout | undefined;
        const settle = (outcome: Outcome) => {
          clearTimeout(timeout);
          current = undefined;
          usedAt = Date.now();
          settled(outcome);
        };
        current = { requestId, settle };
        started ??= inTurn(start);
        void started.then(() => {
          if (ended) return;
          const timeoutMs = fn.timeoutSeconds * 1000;
          const inWords = `Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds`;
          timeout = setTimeout(() => fail('Sandbox.Timedout', inWords), timeoutMs);
          worker?.postMessage({ requestId, event, deadline: Date.now() + timeoutMs } satisfies Invocation);
        });
      });
    },
    async end() {
      ended = true;
      await worker?.terminate();
    },
  };
}

const outcomeOf = (message: WorkerMessage & { readonly type: 'done' | 'failed' }): Outcome => {
  const { requestId } = message;
  return message.type === 'done'
    ? { ok: true, requestId, payload: JSON.parse(message.payload) as unknown }
    : { ok: false, requestId, error: message.error };
};

/** Source: "Defined runtime environment variables", AWS Lambda Developer Guide. */
function reservedVariables(fn: LambdaFunction, url: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: fn.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: url,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: fn.directory,
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    _HANDLER: fn.handler,
  };
}
