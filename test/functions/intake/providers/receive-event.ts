import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { makeHandler } from '../../../../functions/intake/receive-event/handler.ts';

export const webhookSecret = 'ZmljdGlvbmFsLXdlYmhvb2stc2VjcmV0LTAx';

/** `receive-event` as it stands, with a vault, records and a bus that only remember. */
export const postEvents = async (
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string; published: readonly string[] }> => {
  const published: string[] = [];
  const silent = () => undefined;
  const handler = makeHandler({
    texting: { originationNumber: '+12025550100', phoneCountries: ['US'] },
    standingOf: () => Promise.resolve('active'),
    secretsOf: (tenant) => Promise.resolve(tenant === 'demo-clinic' ? [webhookSecret] : undefined),
    vault: {
      seal: () => Promise.resolve('sealed'),
      open: () => Promise.reject(new Error('not opened here')),
    },
    records: {
      add: () => Promise.resolve('added' as const),
      get: () => Promise.resolve(undefined),
      list: () => Promise.resolve([]),
      setRetention: () => Promise.resolve('set' as const),
    },
    bus: {
      publish(event) {
        published.push(event.type);
        return Promise.resolve();
      },
    },
    log: { info: silent, warn: silent, error: silent, count: silent },
    sessionOf: () => Promise.resolve(undefined),
    now: () => new Date().toISOString(),
  });
  const event = {
    headers,
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
  const answer = await handler(event, {} as Context);
  return { status: answer.statusCode ?? 0, body: answer.body ?? '', published };
};
