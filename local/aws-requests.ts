import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Authorizer } from './iam/authorizer.ts';
import { type Faults, HangingCall } from './faults.ts';
import type { HttpAnswer } from './http-api.ts';
import type { LambdaFunction } from './lambda/lambda.ts';
import type { Logs } from './logs.ts';
import { answerXml, errorXml, parseQuery } from './query-protocol.ts';
import { AwsError, type Access, type Activity, type Service } from './service.ts';

/** The operator: demos and tests sign with this key id, and may do everything. */
const operatorKeyId = 'LOCALROOT';

export interface Call {
  readonly function: string;
  readonly service: string;
  readonly operation: string;
  count: number;
  failed: number;
}

export interface AwsRequests {
  answer(request: IncomingMessage, body: Buffer): Promise<HttpAnswer>;
  calls(): readonly Call[];
  /** The last calls in their order, newest last. */
  recentCalls(): readonly RecentCall[];
  forgetCalls(): void;
}

export type RecentCall = Pick<Call, 'function' | 'service' | 'operation'>;

const mostRecentCalls = 1_000;

/** What SDK v3 clients put before the operation in X-Amz-Target. SNS speaks the Query protocol, Connect REST. */
const targetPrefixes: Record<string, string> = {
  AmazonSQS: 'sqs',
  AWSEvents: 'events',
  GraniteServiceVersion20100801: 'monitoring',
  DynamoDB_20120810: 'dynamodb',
  PinpointSMSVoiceV2: 'sms-voice',
  TrentService: 'kms',
  secretsmanager: 'secretsmanager',
};

/** Operations of services that speak REST with JSON ("AWS restJson1 protocol", Smithy). */
const restOperations: Readonly<Record<string, readonly [service: string, operation: string]>> = {
  'PUT /contact/outbound-voice': ['connect', 'StartOutboundVoiceContact'],
};

interface Parsed {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

interface Surroundings {
  readonly services: readonly Service[];
  readonly functions: readonly LambdaFunction[];
  readonly authorizer: Authorizer;
  readonly faults: Faults;
  readonly activity: Activity;
  readonly logs: Logs;
}

/**
 * Every call of an SDK client: who asks, may they, does a fault strike, then the service. Signatures are not
 * verified.
 */
export function createAwsRequests({
  services,
  functions,
  authorizer,
  faults,
  activity,
  logs,
}: Surroundings): AwsRequests {
  const calls = createCallCounts();

  /** The function that signed; undefined is the operator. */
  function callerOf(request: IncomingMessage, query: boolean): LambdaFunction | undefined {
    const keyId = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    if (keyId === operatorKeyId) return undefined;
    const caller = functions.find(({ accessKeyId }) => accessKeyId === keyId);
    if (caller) return caller;
    const code = query ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
    throw new AwsError(code, 'The security token included in the request is invalid.', query ? 403 : 400);
  }

  /** A missing grant is worth a line that names it: functions log no more than an error's name. */
  async function authorise(caller: LambdaFunction, access: readonly Access[]): Promise<void> {
    await authorizer.check(caller.roleName, access, caller.name).catch((error: unknown) => {
      if (error instanceof AwsError) logs.write('stage', '', `AccessDenied: ${error.message}`);
      throw error;
    });
  }

  async function perform(parsed: Parsed, caller: LambdaFunction | undefined): Promise<unknown> {
    const { service: name, operation, input } = parsed;
    const service = services.find((candidate) => candidate.name === name);
    if (!service)
      throw new AwsError('UnknownOperationException', `The stage does not know the service ${name}`);
    const callerName = caller?.shortName ?? 'operator';
    const call = calls.count(callerName, parsed);
    try {
      const access = service.access(operation, input);
      if (caller) await authorise(caller, access);
      const { before, after } = faults.strike(name, operation, callerName);
      if (before) throw before;
      const result = await service.handle(operation, input);
      if (after) throw after;
      return result;
    } catch (error) {
      call.failed++;
      throw error;
    }
  }

  async function answer(request: IncomingMessage, body: Buffer): Promise<HttpAnswer> {
    const requestId = randomUUID();
    const rest = restOperations[`${request.method} ${request.url}`];
    const query = rest === undefined && request.headers['x-amz-target'] === undefined;
    try {
      const parsed = query ? parseForm(request, body) : parseJson(request, body, rest);
      const caller = callerOf(request, query);
      // Waiting for a message is rest, not work: else a turn of the clock would wait for the wait.
      const waits = parsed.operation === 'ReceiveMessage';
      const result = await (waits ? perform(parsed, caller) : activity.run(() => perform(parsed, caller)));
      return query
        ? answerWith(200, 'text/xml', answerXml(parsed.operation, result ?? {}, requestId), requestId)
        : answerWith(200, contentType(request), JSON.stringify(result ?? {}), requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error instanceof HangingCall) await once(request.socket, 'close');
      return query
        ? answerWith(error.status, 'text/xml', errorXml(snsError(error), requestId), requestId)
        : errorJson(error, contentType(request), requestId);
    }
  }

  return { answer, calls: calls.list, recentCalls: calls.recent, forgetCalls: calls.forget };
}

function createCallCounts() {
  const calls = new Map<string, Call>();
  const recent: RecentCall[] = [];
  return {
    count(caller: string, { service, operation }: Parsed): Call {
      const key = `${caller} ${service} ${operation}`;
      const call = calls.get(key) ?? { function: caller, service, operation, count: 0, failed: 0 };
      calls.set(key, call);
      call.count++;
      recent.push({ function: caller, service, operation });
      if (recent.length > mostRecentCalls) recent.shift();
      return call;
    },
    list: () => [...calls.values()],
    recent: () => [...recent],
    forget() {
      calls.clear();
      recent.length = 0;
    },
  };
}

const contentType = (request: IncomingMessage): string =>
  request.headers['content-type'] ?? 'application/x-amz-json-1.1';

function parseJson(
  request: IncomingMessage,
  body: Buffer,
  rest: readonly [service: string, operation: string] | undefined,
): Parsed {
  const [prefix = '', target = ''] = String(request.headers['x-amz-target']).split('.');
  const [service, operation] = rest ?? [targetPrefixes[prefix], target];
  if (service === undefined)
    throw new AwsError('UnknownOperationException', `The stage does not know ${prefix}`);
  try {
    return { service, operation, input: JSON.parse(body.toString('utf8') || '{}') as unknown };
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
}

function parseForm(request: IncomingMessage, body: Buffer): Parsed {
  const service =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (service !== 'sns')
    throw new AwsError('InvalidAction', `The stage does not know the Query protocol of ${service}`);
  return { service, ...parseQuery(body.toString('utf8')) };
}

function errorJson(error: AwsError, type: string, requestId: string): HttpAnswer {
  const { queryError, ...fields } = error.fields;
  const body = JSON.stringify({
    __type: error.code,
    message: error.message,
    Message: error.message,
    ...fields,
  });
  const answer = answerWith(error.status, type, body, requestId);
  if (queryError === undefined) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, 'x-amzn-query-error': `${queryError as string};Sender` },
  };
}

/** SNS has its own name for what other services call AccessDeniedException. */
const snsError = (error: AwsError): AwsError =>
  error.code === 'AccessDeniedException' ? new AwsError('AuthorizationError', error.message, 403) : error;

const answerWith = (status: number, type: string, body: string, requestId: string): HttpAnswer => ({
  status,
  headers: { 'content-type': type, 'x-amzn-requestid': requestId },
  body,
});
