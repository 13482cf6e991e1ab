import type { catalogue } from '../../../events/catalogue.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { ProviderIds } from '../provider-ids.ts';

/** A provider's request as it arrived: the bytes that were signed, and what else the schemes sign. */
export interface WebhookRequest {
  readonly body: Buffer;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** The public address with its query, which some providers sign. */
  readonly url: string;
  /** What follows the endpoint in the path, such as `Appointment/123`. */
  readonly resource?: string | undefined;
}

/** A body in the format that the provider's own client reads. */
export interface ProviderAnswer {
  readonly contentType: string;
  readonly body: object;
}

/** What the operator stored for one endpoint: the secrets, newest first, and what else the scheme needs. */
export interface Secrets {
  readonly all: readonly string[];
  /** LiveKit's API key: the issuer of its tokens. */
  readonly apiKey?: string | undefined;
  /** How old a signature may be, where the operator widens or narrows the provider's own window. */
  readonly toleranceSeconds?: number | undefined;
}

export type Verification = 'verified' | 'signature-missing' | 'signature-invalid' | 'timestamp-stale';

/** What a provider's event means, before it gets its envelope. `key` is the same whenever the provider sends it again. */
export interface ProviderFact {
  readonly type: (typeof catalogue)[number]['type'];
  /** Missing where the provider gives no time: then it is true as of its arrival. */
  readonly at?: Instant;
  readonly key: string;
  readonly data: object;
}

export type Nothing =
  | 'type-unknown' // an event that Vigil has no use for, or does not know yet
  | 'not-for-vigil' // known and dropped; docs/providers.md says why
  | 'needs-read-back' // only an id came: the platform has to state the fact itself
  | 'handshake'
  | 'heartbeat';

export interface Complaint {
  /** A FHIR issue code (http://hl7.org/fhir/issue-type): `required`, `value`, `not-supported`, ... */
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

export type Translation =
  | { readonly outcome: 'facts'; readonly facts: readonly ProviderFact[] }
  | { readonly outcome: 'nothing'; readonly reason: Nothing }
  | {
      readonly outcome: 'unreadable';
      readonly complaints: readonly Complaint[];
      /** What could be read beside: a Bundle may hold both. */
      readonly facts?: readonly ProviderFact[];
    };

/** One provider: how its requests prove themselves, and what they mean. */
export interface Provider {
  readonly name: string;
  readonly contentType: RegExp;
  /** What it sends besides POST to its endpoint: these methods, to a resource below it, and requests without a body. */
  readonly rest?: readonly string[];
  /** Throws where the bytes are not what the content type says. JSON, where it is not given. */
  parse?(
    body: Buffer,
    headers: WebhookRequest['headers'],
    call?: Pick<WebhookRequest, 'method' | 'resource'>,
  ): unknown;
  verify(request: WebhookRequest, secrets: Secrets, now: Instant): Verification | Promise<Verification>;
  /** An answer that the provider asks for by way of an event, such as Zoom's challenge. */
  challenge?(payload: unknown, request: WebhookRequest, secrets: Secrets): ProviderAnswer | undefined;
  /** What its client expects of a success; how many facts it brought, where that is not given. */
  success?(payload: unknown): ProviderAnswer;
  translate(payload: unknown, ids: ProviderIds, now: Instant): Translation;
  /**
   * What is answered: `taken` for whatever was understood or left aside, `unreadable` for what breaks the provider's own
   * format. A fault of ours is 503 everywhere: every provider here repeats that, if it repeats anything.
   */
  readonly answers: { readonly taken: 200 | 204; readonly unreadable: 200 | 400 | 422 };
  /** Set if refusals are FHIR OperationOutcomes. */
  readonly speaksFhir?: true;
}

export const nothing = (reason: Nothing): Translation => ({ outcome: 'nothing', reason });

export const facts = (...some: readonly ProviderFact[]): Translation => ({ outcome: 'facts', facts: some });
