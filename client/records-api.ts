import { randomUUID } from 'node:crypto';
import { type Answered, type ConnectionOptions, exchange, type NotAnswered } from './exchange.ts';
import { signedHeaders } from './signed-headers.ts';

export type RecordsAnswer = Answered | NotAnswered;

export type RecordsApiPath =
  | '/v1/openings'
  | '/v1/access-exports'
  | '/v1/ledger-exports'
  | '/v1/retention-reports'
  | '/v1/subscriptions';

/** Asks on behalf of a person whom the platform has signed in; the same signature as for events. It never throws. */
export const recordsApiClient = (options: ConnectionOptions) => ({
  async ask(
    path: RecordsApiPath,
    question: object,
    /** The same id again is the same request: it is recorded once. */
    { id = randomUUID() }: { readonly id?: string } = {},
  ): Promise<RecordsAnswer> {
    const body = JSON.stringify(question);
    return exchange(options, (sentAt) => ({
      method: 'POST',
      url: `${options.url}${path}`,
      headers: { 'content-type': 'application/json', ...signedHeaders(options, { id, sentAt }, body) },
      body,
    }));
  },
});
