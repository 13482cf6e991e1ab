import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { Contract, Stated } from '../events/define.ts';
import { signedHeaders } from './signed-headers.ts';

export { providerIds, type ProviderIds } from '../functions/intake/provider-ids.ts';

export interface ClientOptions {
  /** Where Vigil's HTTP API is, without a path. */
  readonly url: string;
  readonly tenantId: string;
  /** The tenant's Standard Webhooks secret. */
  readonly secret: string;
  /** A URI that names the sending platform. */
  readonly source: string;
  /** The present moment, for the signature; the system's clock where it is not given. */
  readonly now?: () => Promise<Date>;
}

/** What Vigil answered: `problem` is the RFC 9457 code of a refusal. */
export type Sent =
  | { readonly status: 'accepted'; readonly id: string }
  | {
      readonly status: 'refused';
      readonly id: string;
      readonly httpStatus: number;
      readonly problem: unknown;
    };

export interface EventOptions {
  /** Send the same id again to repeat an event whose answer was lost: it is taken once. */
  readonly id?: string;
  /** When it was so; the present where it is not given. */
  readonly time?: Date;
}

/** The signed HTTP request for one event: CloudEvents structured mode, Standard Webhooks signature. */
export const signedRequest = <T extends string, S extends z.ZodObject, P extends z.ZodObject>(
  { url, tenantId, secret, source }: Omit<ClientOptions, 'now'>,
  contract: Contract<T, S, P>,
  data: Stated<S, P>,
  { id, time, sentAt }: Required<EventOptions> & { readonly sentAt: Date },
) => {
  const { type } = contract;
  const attributes = { specversion: '1.0', id, source, type, time: time.toISOString() };
  const body = JSON.stringify({ ...attributes, datacontenttype: 'application/json', data });
  return {
    url: `${url}/v1/events`,
    headers: {
      'content-type': 'application/cloudevents+json',
      ...signedHeaders({ tenantId, secret }, { id, sentAt }, body),
    },
    body,
  };
};

/** A typed client for `POST /v1/events`. */
export const vigilClient = (options: ClientOptions) => ({
  async sendEvent<T extends string, S extends z.ZodObject, P extends z.ZodObject>(
    contract: Contract<T, S, P>,
    data: Stated<S, P>,
    { id = randomUUID(), time }: EventOptions = {},
  ): Promise<Sent> {
    const sentAt = (await options.now?.()) ?? new Date();
    const { url, headers, body } = signedRequest(options, contract, data, {
      id,
      time: time ?? sentAt,
      sentAt,
    });
    const response = await fetch(url, { method: 'POST', headers, body });
    if (response.status === 202) return { status: 'accepted', id };
    // A gateway in between may answer with a page of its own.
    const problem: unknown = await response.json().catch(() => undefined);
    return { status: 'refused', id, httpStatus: response.status, problem };
  },
});

export type VigilClient = ReturnType<typeof vigilClient>;
