export type CallResult =
  | { readonly outcome: 'accepted'; readonly contactId: string }
  | { readonly outcome: 'failed'; readonly failure: string };

/** What a call is about: only codes and opaque ids, since the voice service stores them. */
export interface CallDetails {
  /** The phone's pseudonym and the code that the incident has there: a key press counts as a reply with this code. */
  readonly line: string;
  readonly code: string;
  /** One call for each incident, step and person, also if a function is run again. */
  readonly token: string;
}

/** Calls people. A refusal is an answer, not an exception: the next step is done at once. */
export interface Caller {
  call(phoneNumber: string, details: CallDetails): Promise<CallResult>;
}
