import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { providerIds } from '../../../../functions/intake/provider-ids.ts';
import { makeHandler } from '../../../../functions/intake/receive-webhook/handler.ts';
import type { BusEvent } from '../../../../functions/platform/bus/bus.ts';
import type { LogFields } from '../../../../functions/platform/lambda/log.ts';
import type { Standing } from '../../../../functions/platform/tenants/standing.ts';
import { now, path, type Request, secret } from './requests.ts';

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly published: readonly BusEvent[];
  readonly logged: readonly string[];
  readonly counted: readonly string[];
}

/** `receive-webhook` as it stands, with a bus and a log that remember. */
export const receive = async (
  provider: string,
  { body, headers }: Request,
  options: {
    readonly secrets?: readonly string[];
    /** What is read when the secrets are asked for again. */
    readonly rotated?: readonly string[];
    readonly publicUrl?: string;
    readonly query?: string;
    readonly method?: string;
    /** `Appointment/1`, below the endpoint. */
    readonly resource?: string;
    readonly notPeople?: readonly string[];
    readonly busFails?: boolean;
    readonly standing?: Standing;
    readonly now?: string;
  } = {},
): Promise<Answered> => {
  const published: BusEvent[] = [];
  const logged: string[] = [];
  const counted: string[] = [];
  const note = (code: string, fields?: LogFields) => void logged.push(JSON.stringify([code, fields]));
  const handler = makeHandler({
    standingOf: () => Promise.resolve(options.standing ?? 'active'),
    endpointOf: (_, endpoint, fresh) =>
      Promise.resolve(
        endpoint === 'endpoint-1'
          ? {
              tenantId: 'demo-clinic',
              ids: providerIds('example-key', provider),
              publicUrl: options.publicUrl,
              notPeople: new Set(
                options.notPeople?.map((id) => providerIds('example-key', provider).person(id)),
              ),
              secrets: {
                all: (fresh && options.rotated) ?? options.secrets ?? [secret, 'cHJldmlvdXM='],
                apiKey: 'api-key',
              },
            }
          : undefined,
      ),
    bus: {
      publish(event) {
        if (options.busFails === true) return Promise.reject(new Error('the bus is away'));
        published.push(event);
        return Promise.resolve();
      },
    },
    log: {
      info: note,
      warn: note,
      error: (code, _, fields) => note(code, fields),
      count: (metric) => void counted.push(metric),
    },
    now: () => options.now ?? now,
  });
  const { resource } = options;
  const [type, id] = resource?.split('/') ?? [];
  const event = {
    version: '2.0',
    rawPath: resource === undefined ? path(provider) : `${path(provider)}/${resource}`,
    rawQueryString: options.query ?? '',
    headers,
    pathParameters: { provider, endpoint: 'endpoint-1', ...(resource === undefined ? {} : { type, id }) },
    requestContext: { domainName: 'vigil.example.org', http: { method: options.method ?? 'POST' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
  const answer = await handler(event, {} as Context);
  return { status: answer.statusCode ?? 0, body: answer.body ?? '', published, logged, counted };
};
