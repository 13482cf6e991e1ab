import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { Lambda } from './lambda/lambda.ts';
import type { Logs } from './logs.ts';
import { account, region } from './template/resource-types.ts';
import type { ServiceMay } from './iam/resource-policies.ts';
import type { Clock } from './service.ts';
import { ignored, read, text } from './shapes.ts';
import type { Resource, Template } from './template/template.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
}

export interface HttpApi {
  answer(request: IncomingMessage, body: Buffer): Promise<HttpAnswer>;
}

export const largestBodyBytes = 10 * 1024 * 1024;

interface Route {
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly functionArn: string;
}

interface Match {
  readonly route: Route;
  readonly parameters: Record<string, string>;
}

interface Surroundings {
  readonly lambda: Lambda;
  readonly serviceMay: ServiceMay;
  readonly logs: Logs;
  readonly clock: Clock;
}

/**
 * The HTTP API: routes to Lambda proxy integrations, payload format 2.0.
 * Source: "Create AWS Lambda proxy integrations for HTTP APIs" and "Create routes for HTTP APIs", API Gateway
 * Developer Guide.
 */
export function createHttpApi(
  template: Template,
  { lambda, serviceMay, logs, clock }: Surroundings,
): HttpApi {
  const apis = template.of('AWS::ApiGatewayV2::Api');
  if (apis.length > 1)
    throw new Error('The stage has room for one HTTP API: all of its routes start at the root');
  const api = apis[0];
  if (api) read(api.shortName, api.properties, apiProperties);
  for (const { name } of template.of('AWS::ApiGatewayV2::Stage'))
    if (name !== '$default') throw new Error(`The stage knows the API stage $default only, not ${name}`);
  const routes = template.of('AWS::ApiGatewayV2::Route').map((route) => readRoute(template, route));

  async function answer(request: IncomingMessage, body: Buffer): Promise<HttpAnswer> {
    if (body.length > largestBodyBytes) return message(413, 'Request Entity Too Large');
    const url = URL.parse(request.url ?? '/', 'http://local');
    if (!url || !isPercentEncoded(url.pathname)) return message(404, 'Not Found');
    const match = bestMatch(routes, request.method ?? 'GET', url.pathname);
    if (!match || !api) return message(404, 'Not Found');
    const { functionArn } = match.route;
    const sourceArn = `arn:aws:execute-api:${region}:${account}:${api.ref}/$default/${request.method}${match.route.key.replace(/^\S+ /, '')}`;
    if (!(await serviceMay('apigateway.amazonaws.com', 'lambda:InvokeFunction', functionArn, sourceArn))) {
      logs.write('stage', '', `API Gateway may not start ${functionArn} for ${sourceArn}`);
      return message(500, 'Internal Server Error');
    }
    const outcome = await lambda.invoke(
      functionArn,
      eventOf(request, url, body, match, api.ref, clock.now()),
    );
    if (!outcome.ok) {
      const timedOut = outcome.error.errorType === 'Sandbox.Timedout';
      return timedOut ? message(503, 'Service Unavailable') : message(500, 'Internal Server Error');
    }
    return shape(outcome.payload);
  }

  return { answer };
}

const apiProperties = z.strictObject({
  ProtocolType: z.literal('HTTP'),
  ...ignored('Description', 'DisableExecuteApiEndpoint', 'Name', 'Tags'),
});
const routeProperties = z.strictObject({
  RouteKey: text,
  Target: text,
  AuthorizationType: z.literal('NONE', 'the stage knows no route authorizers').optional(),
  ...ignored('ApiId', 'OperationName'),
});
const integrationProperties = z.strictObject({
  IntegrationType: z.literal('AWS_PROXY', 'the stage knows AWS_PROXY integrations only'),
  PayloadFormatVersion: z.literal('2.0', 'the stage knows payload format 2.0 only'),
  IntegrationUri: text,
  ...ignored('ApiId', 'Description', 'IntegrationMethod'),
});

function readRoute(template: Template, { logicalId, properties }: Resource): Route {
  const { RouteKey, Target } = read(logicalId, properties, routeProperties);
  const integration = template.find('AWS::ApiGatewayV2::Integration', Target.replace('integrations/', ''));
  const { IntegrationUri } = read(integration.logicalId, integration.properties, integrationProperties);
  const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(IntegrationUri)?.[1] ?? IntegrationUri;
  const [method = '', path = ''] = RouteKey === '$default' ? ['ANY', '/{proxy+}'] : RouteKey.split(' ');
  return { key: RouteKey, method, segments: split(path), functionArn };
}

function isPercentEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const split = (path: string): string[] => path.split('/').slice(1);

/** The most specific route wins: literal before parameter before greedy, segment by segment, `$default` last. */
function bestMatch(routes: readonly Route[], method: string, path: string): Match | undefined {
  const rank = ({ route }: Match) =>
    (route.key === '$default' ? '9' : '') +
    route.segments.map((part) => (part.endsWith('+}') ? '2' : part.startsWith('{') ? '1' : '0')).join('') +
    (route.method === 'ANY' ? '1' : '0');
  return routes
    .filter((route) => route.method === method || route.method === 'ANY')
    .flatMap((route) => {
      const parameters = parametersOf(route, split(path));
      return parameters ? [{ route, parameters }] : [];
    })
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}

function parametersOf(route: Route, path: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of route.segments.entries()) {
    const here = path[index];
    if (here === undefined) return undefined;
    if (part.endsWith('+}')) {
      parameters[part.slice(1, -2)] = path.slice(index).join('/');
      return parameters;
    }
    if (part.startsWith('{')) {
      if (here === '') return undefined;
      parameters[part.slice(1, -1)] = decodeURIComponent(here);
    } else if (part !== here) return undefined;
  }
  return path.length === route.segments.length ? parameters : undefined;
}

/** Text reaches the function as it is; all else, also `application/cloudevents+json`, as Base64. */
const textual = /^(text\/|application\/(json|xml|javascript)\b)/i;

function eventOf(request: IncomingMessage, url: URL, body: Buffer, match: Match, apiId: string, now: number) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && name !== 'cookie')
      headers[name] = Array.isArray(value) ? value.join(',') : value;
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams)
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  const cookies = request.headers.cookie?.split(/;\s*/);
  const isBase64Encoded = body.length > 0 && !textual.test(request.headers['content-type'] ?? '');
  const domainName = `${apiId}.execute-api.${region}.amazonaws.com`;
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies && { cookies }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: account,
      apiId,
      domainName,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.key,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(Object.keys(match.parameters).length > 0 && { pathParameters: match.parameters }),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** 12/Mar/2026:19:03:58 +0000 */
function commonLogTime(now: number): string {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

const answerShape = z.looseObject({
  statusCode: z.coerce.number().int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).optional(),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** Without a `statusCode` the whole answer is the body, as JSON. */
function shape(payload: unknown): HttpAnswer {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { data } = answerShape.safeParse(payload);
  if (!data) return message(500, 'Internal Server Error');
  const named = Object.entries(data.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: data.statusCode,
    // API Gateway's own default, which is not what most handlers expect.
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...(Object.fromEntries(named) as Record<string, string>),
      ...(data.cookies && { 'set-cookie': data.cookies }),
    },
    body: data.isBase64Encoded ? Buffer.from(data.body, 'base64') : data.body,
  };
}

const message = (status: number, text: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: text }),
});
