import type * as z from 'zod';
import { AwsError } from '../service.ts';
import { read, UnreadableError } from '../shapes.ts';

/** A request that the control plane cannot take: its message says what would be right. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

export interface Asked {
  /** What `*` in the endpoint's path matched. */
  readonly parameter: string;
  readonly query: URLSearchParams;
  body<Schema extends z.ZodType>(schema: Schema): z.output<Schema>;
}

export type Endpoint = (asked: Asked) => unknown;

/** The body as an object: JSON, or a form of the page. */
export function bodyReader(bytes: Buffer, isForm: boolean): Asked['body'] {
  return (schema) => read('The body', isForm ? formOf(bytes) : jsonOf(bytes), schema);
}

const formOf = (bytes: Buffer) => Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));

function jsonOf(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Explained below.
  }
  throw new BadRequest('The body must be a JSON object');
}

/** The answer for an error that the caller can put right; undefined for a fault of the stage. */
export function refusalOf(error: unknown): { status: number; body: { error: string } } | undefined {
  if (error instanceof BadRequest)
    return { status: error.status, body: { error: error.message, ...error.fields } };
  if (error instanceof AwsError) return { status: error.status, body: { error: error.message } };
  if (error instanceof UnreadableError) return { status: 400, body: { error: error.message } };
  return undefined;
}
