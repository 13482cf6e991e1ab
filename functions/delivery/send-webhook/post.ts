/** One attempt to hand bytes to an endpoint. */
export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Which attempt it is, from 1: each tries another one of the addresses of the host. */
  readonly attempt: number;
}

/** The reason is a code: nothing that the endpoint answered is stored. */
export type PostOutcome =
  { readonly outcome: 'accepted' } | { readonly outcome: 'refused'; readonly reason: string };

export type Post = (request: PostRequest) => Promise<PostOutcome>;
