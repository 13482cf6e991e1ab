/**
 * Runs one function's bundle in a worker thread, as the Lambda Node.js runtime would.
 * Source: "Using the Lambda context object" and "Define Lambda handler in Node.js", AWS Lambda Developer Guide.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { playInternet } from './internet.ts';
import type { Invocation, WorkerMessage, WorkerSettings } from './environment.ts';

const settings = workerData as WorkerSettings;
const realNow = Date.now.bind(Date);
let requestId = '';

followStageClock(new BigInt64Array(settings.clockOffset));
captureOutput();
playInternet(process.env['AWS_ENDPOINT_URL'] ?? '');

const handler = loadHandler();
handler
  .catch(() => undefined) // Each invocation reports the failure itself.
  .finally(() => send({ type: 'loaded' }));

parentPort?.on('message', (invocation: Invocation) => {
  requestId = invocation.requestId;
  void answer(invocation);
});

async function answer(invocation: Invocation): Promise<void> {
  try {
    const handle = await handler;
    const payload: unknown = await handle(JSON.parse(invocation.event), contextOf(invocation));
    send({ type: 'done', requestId: invocation.requestId, payload: JSON.stringify(payload ?? null) });
  } catch (thrown) {
    const error = describe(thrown);
    // The runtime writes what was thrown to the log, so a leak through an error message shows here too.
    writeLine(
      `${new Date().toISOString()}\t${invocation.requestId}\tERROR\tInvoke Error \t${JSON.stringify(error)}`,
    );
    send({ type: 'failed', requestId: invocation.requestId, error });
  }
}

async function loadHandler(): Promise<(event: unknown, context: unknown) => unknown> {
  const [, file = '', name = ''] = /^(.+)\.([^.]+)$/.exec(settings.handler) ?? [];
  const path = ['.mjs', '.js', '.cjs']
    .map((ending) => join(settings.directory, file + ending))
    .find(existsSync);
  if (!path) throw new Error(`Runtime.ImportModuleError: cannot find module ${file}`);
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  const handle = module[name] ?? (module['default'] as Record<string, unknown> | undefined)?.[name];
  if (typeof handle !== 'function') throw new Error(`Runtime.HandlerNotFound: ${settings.handler}`);
  return handle as (event: unknown, context: unknown) => unknown;
}

function contextOf(invocation: Invocation) {
  return {
    awsRequestId: invocation.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.functionArn,
    memoryLimitInMB: String(settings.memoryMb),
    logGroupName: `/aws/lambda/${settings.functionName}`,
    logStreamName: 'local',
    // Real time: a function's timeout is not shortened by turning the clock.
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - realNow()),
  };
}

function followStageClock(offsetMs: BigInt64Array): void {
  const now = () => realNow() + Number(Atomics.load(offsetMs, 0));
  const RealDate = Date;
  const StageDate = new Proxy(RealDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) =>
      property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown),
  });
  RealDate.prototype.constructor = StageDate;
  globalThis.Date = StageDate;
}

function captureOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      text.replace(/\n$/, '').split('\n').forEach(writeLine);
      const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
      done?.();
      return true;
    };
  }
}

function writeLine(line: string): void {
  send({ type: 'log', requestId, line });
}

function describe(thrown: unknown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
