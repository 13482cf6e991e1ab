import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { JWK } from 'jose';
import type { Log } from '../../platform/lambda/log.ts';

export interface Dependencies {
  readonly publicKey: () => Promise<JWK>;
  readonly log: Log;
}

/** `GET /.well-known/jwks.json`: the key that anybody verifies certificates with (RFC 7517, 5). */
export const makeHandler = ({ publicKey, log }: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => log.error('jwks-not-published', request.error))
    .handler(async () => ({
      statusCode: 200,
      // An hour: the key does not change, and a new one would be added to it.
      headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=3600' },
      body: JSON.stringify({ keys: [await publicKey()] }),
    }));
