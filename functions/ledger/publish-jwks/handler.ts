import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { JWK } from 'jose';
import type { Log } from '../../platform/lambda/log.ts';
import type { PublishedKeys } from '../published-keys.ts';

export interface Dependencies {
  readonly publicKey: () => Promise<JWK>;
  readonly keys: Pick<PublishedKeys, 'all'>;
  readonly log: Log;
}

/** `GET /.well-known/jwks.json`: the key in use first, then the retired ones (RFC 7517, 5). */
export const makeHandler = ({ publicKey, keys, log }: Dependencies) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .onError((request) => log.error('jwks-not-published', request.error))
    .handler(async () => {
      const current = await publicKey();
      const retired = (await keys.all()).filter(({ kid }) => kid !== current.kid);
      return {
        statusCode: 200,
        // An hour: keys are added and never removed.
        headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=3600' },
        body: JSON.stringify({ keys: [current, ...retired] }),
      };
    });
