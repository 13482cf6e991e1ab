import { randomUUID } from 'node:crypto';
import type { ClientOptions } from './index.ts';
import { signedHeaders } from './signed-headers.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

export type RecordsApiPath =
  '/v1/openings' | '/v1/access-exports' | '/v1/ledger-exports' | '/v1/retention-reports';

/** Asks on behalf of a person whom the platform has signed in; the same signature as for events. */
export const recordsApiClient = ({ url, tenantId, secret }: Omit<ClientOptions, 'source'>) => ({
  async ask(
    path: RecordsApiPath,
    question: object,
    { id = randomUUID(), time }: { readonly id?: string; readonly time: Date },
  ): Promise<Answer> {
    const body = JSON.stringify(question);
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...signedHeaders({ tenantId, secret }, { id, sentAt: time }, body),
      },
      body,
    });
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, text: await response.text() };
  },
});
