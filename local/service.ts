/** A permission that a request needs: every one of them must be allowed by the caller's role. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** One AWS service of the stage. Inputs and outputs have the shapes of the service's public API. */
export interface Service {
  readonly name: string;
  /** What IAM must allow for this request. @throws AwsError for an operation that the stage does not know. */
  access(operation: string, input: unknown): readonly Access[];
  /** @throws AwsError with the service's own error code. */
  handle(operation: string, input: unknown): Promise<unknown>;
}

/** An error answer in the format of the service: `code` is the AWS error code, `status` the HTTP status. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** The stage's clock: runs with real time, and can be turned forward. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Runs `work` when the clock reaches `dueAt`; returns a function that cancels it. */
  at(dueAt: number, work: () => void): () => void;
}

/** Knows whether anything is under way, so that a caller can wait until the stage rests. */
export interface Activity {
  run<T>(work: () => Promise<T>): Promise<T>;
  idle(): Promise<void>;
}

/** Where services keep what must outlive the process (`--data-dir`). Values are JSON. */
export interface Store {
  put(kind: string, key: string, value: unknown): void;
  delete(kind: string, key: string): void;
  all<T>(kind: string): [key: string, value: T][];
}
