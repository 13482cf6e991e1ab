import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { readShape } from './complaints.ts';
import { invalidData, type Problem, problemResponse, problems } from './problem.ts';
import { type SecretsOf, verifySender } from './verify-sender.ts';
import type { Log } from '../lambda/log.ts';

export interface RecordsApiDependencies {
  readonly secretsOf: SecretsOf;
  readonly log: Log;
}

/** Who asked, proven by the tenant's signature, and what. */
export interface Asked<T> {
  readonly tenantId: string;
  /** The sender's id of this request (Standard Webhooks `webhook-id`): the same one again is the same request. */
  readonly requestId: string;
  readonly body: T;
}

export type Answered = APIGatewayProxyStructuredResultV2 | { readonly problem: Problem };

/**
 * A route for a provider's own people: the platform has signed them in, names them, and signs the request with the
 * tenant's secret as it signs its events. Wrong shapes are refused with the places named.
 */
export const signedRequest = <S extends z.ZodType>(
  { secretsOf, log }: RecordsApiDependencies,
  shape: S,
  answer: (asked: Asked<z.infer<S>>) => Promise<Answered>,
) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => {
      log.error('request-not-answered', request.error);
      request.response = problemResponse(problems.ourFault);
    })
    .handler(async (request) => {
      const refuse = (problem: Problem) => {
        log.warn('request-refused', { problem: problem.code });
        return problemResponse(problem);
      };
      const rawBody = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8').toString();
      const sender = await verifySender(rawBody, request.headers, secretsOf);
      if (sender.outcome === 'refused') return refuse(sender.problem);
      const json = parseJson(rawBody);
      if (json === undefined) return refuse(problems.invalidJson);
      const read = readShape(shape, json);
      if (read.outcome === 'refused') return refuse(invalidData(read.errors));
      const requestId = request.headers['webhook-id'] ?? '';
      const answered = await answer({ tenantId: sender.tenantId, requestId, body: read.value });
      return 'problem' in answered ? refuse(answered.problem) : answered;
    });

/** `undefined`, which no JSON text means, where the text is none. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const jsonAnswer = (body: unknown): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  // What is shown to one person is kept by no cache.
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

export const textAnswer = (contentType: string, body: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { 'content-type': contentType, 'cache-control': 'no-store' },
  body,
});
