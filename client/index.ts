import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { Contract, Stated } from '../events/define.ts';
import {
  type ConnectionOptions,
  exchange,
  jsonOf,
  type NotAnswered,
  type SignedRequest,
} from './exchange.ts';
import { signedHeaders } from './signed-headers.ts';

export { providerIds, type ProviderIds } from '../functions/intake/provider-ids.ts';
export { askClearance, type ClearanceAnswer, type ClearanceQuestion } from './ask-clearance.ts';
export { askLoad, type LoadAnswer, type LoadQuestion } from './ask-load.ts';
export type { ConnectionOptions, NotAnswered } from './exchange.ts';
export { type RecordsAnswer, recordsApiClient, type RecordsApiPath } from './records-api.ts';

export interface ClientOptions extends ConnectionOptions {
  /** A URI that names the sending platform. */
  readonly source: string;
}

/**
 * What became of an event. `refused`: Vigil answered, and `problem` is its RFC 9457 problem details. `unreachable`: no try
 * got an answer; whether one arrived is unknown, so send the same id again. `misconfigured`: nothing was sent.
 */
export type Sent = { readonly id: string } & (
  | { readonly status: 'accepted' }
  | NotAnswered
  | { readonly status: 'refused'; readonly httpStatus: number; readonly problem: unknown }
);

export interface EventOptions {
  /** Send the same id again to repeat an event whose answer was lost: it counts once. */
  readonly id?: string;
  /** When it happened; the present where it is not given. */
  readonly time?: Date;
}

/** The signed HTTP request for one event: CloudEvents structured mode, Standard Webhooks signature. */
export const signedRequest = <T extends string, S extends z.ZodObject, P extends z.ZodObject>(
  { url, tenantId, secret, source }: Pick<ClientOptions, 'url' | 'tenantId' | 'secret' | 'source'>,
  contract: Contract<T, S, P>,
  data: Stated<S, P>,
  { id, time, sentAt }: Required<EventOptions> & { readonly sentAt: Date },
): SignedRequest & { readonly body: string } => {
  const { type } = contract;
  const attributes = { specversion: '1.0', id, source, type, time: time.toISOString() };
  const body = JSON.stringify({ ...attributes, datacontenttype: 'application/json', data });
  return {
    method: 'POST',
    url: `${url}/v1/events`,
    headers: {
      'content-type': 'application/cloudevents+json',
      ...signedHeaders({ tenantId, secret }, { id, sentAt }, body),
    },
    body,
  };
};

/** A call for help that hangs is tried again sooner: Vigil answers within a second, its first start included within three. */
const urgentTimeoutMs = 3_000;
const urgentTypes: ReadonlySet<string> = new Set(['risk.flagged.v1']);

/** A typed client for `POST /v1/events`. It never throws: whatever happens is one of `Sent`. */
export const vigilClient = (options: ClientOptions) => ({
  async sendEvent<T extends string, S extends z.ZodObject, P extends z.ZodObject>(
    contract: Contract<T, S, P>,
    data: Stated<S, P>,
    { id = randomUUID(), time }: EventOptions = {},
  ): Promise<Sent> {
    const happenedAt = time ?? (await options.now?.()) ?? new Date();
    const patience = urgentTypes.has(contract.type) ? { timeoutMs: urgentTimeoutMs } : {};
    const answer = await exchange({ ...patience, ...options }, (sentAt) =>
      signedRequest(options, contract, data, { id, time: happenedAt, sentAt }),
    );
    if (answer.status !== 'answered') return { ...answer, id };
    const { httpStatus } = answer;
    if (httpStatus === 202) return { status: 'accepted', id };
    return { status: 'refused', id, httpStatus, problem: jsonOf(answer) };
  },
});

export type VigilClient = ReturnType<typeof vigilClient>;
