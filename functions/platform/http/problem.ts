import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AddendumFault } from '../../../domain/records/addendum.ts';
import type { ProblemAnswer } from './answer-shape.ts';

/** One thing that is wrong with what was sent: where, and what is expected. Never what was sent. */
export interface Complaint {
  readonly path: string;
  readonly message: string;
}

/** Why a request was refused. `code` is for programs, `title` for people. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors?: readonly Complaint[];
}

/** A refusal as RFC 9457 problem details. */
export const problemResponse = (problem: Problem): APIGatewayProxyStructuredResultV2 => ({
  statusCode: problem.status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify(problemDetails(problem)),
});

export const problemDetails = ({ status, code, title, errors }: Problem): ProblemAnswer => ({
  type: `urn:vigil:problem:${code}`,
  status,
  code,
  title,
  ...(errors ? { errors } : {}),
});

export const problems = {
  tooLarge: {
    status: 413,
    code: 'event-too-large',
    title: 'An event holds at most 200,000 bytes, a batch 1,000,000.',
  },
  wrongContentType: {
    status: 415,
    code: 'content-type-unknown',
    title:
      'Send application/cloudevents+json (structured), application/cloudevents-batch+json (batch), or application/json with ce- headers (binary).',
  },
  notABatch: { status: 400, code: 'batch-invalid', title: 'A batch is a JSON array of CloudEvents.' },
  batchTooLong: { status: 413, code: 'batch-too-long', title: 'A batch holds at most 100 events.' },
  attributesUnsigned: {
    status: 401,
    code: 'attributes-unsigned',
    title:
      'In binary mode webhook-id must be "<type>|<source>|<id>|<time>", so that the attributes are signed.',
  },
  unknownTenant: {
    status: 401,
    code: 'tenant-unknown',
    title: 'The header vigil-tenant is missing or names no tenant of this deployment.',
  },
  wrongSignature: {
    status: 401,
    code: 'signature-invalid',
    title: 'The Standard Webhooks signature is missing, or does not fit the bytes that arrived.',
  },
  staleTimestamp: {
    status: 401,
    code: 'timestamp-stale',
    title: 'webhook-timestamp is more than five minutes away from the present.',
  },
  invalidJson: { status: 400, code: 'json-invalid', title: 'The body is not JSON.' },
  otherTenant: {
    status: 403,
    code: 'tenant-differs',
    title: 'The attribute tenantid names another tenant than the one whose signature was verified.',
  },
  reservedType: {
    status: 403,
    code: 'type-reserved',
    title: 'Only Vigil itself states facts of this type.',
  },
  unknownType: {
    status: 422,
    code: 'type-unknown',
    title: 'No contract has this type and version; docs/events.md lists them.',
  },
  ourFault: {
    status: 503,
    code: 'try-again',
    title: 'Vigil could not take the event; send the same event again.',
  },
  clientErased: {
    status: 410,
    code: 'client-erased',
    title: 'The client was erased: nothing is kept about this id any more.',
  },
  recordExists: {
    status: 409,
    code: 'record-exists',
    title: 'Another event brought a record with this id; records are immutable.',
  },
} as const satisfies Record<string, Problem>;

/** The place of an addendum is taken by nothing that it could belong to. */
export const wrongAddendum = (code: AddendumFault): Problem => ({
  status: 409,
  code,
  title: {
    'addendum-to-itself': 'A record cannot correct itself.',
    'addendum-target-unknown': 'The client has no record with the id in addendumTo; send that one first.',
    'addendum-of-another-class': 'An addendum has the record class of the record that it corrects.',
  }[code],
});

export const invalidEnvelope = (errors: readonly Complaint[]): Problem => ({
  status: 400,
  code: 'envelope-invalid',
  title: 'The CloudEvents attributes are incomplete or malformed.',
  errors,
});

export const invalidData = (errors: readonly Complaint[]): Problem => ({
  status: 422,
  code: 'data-invalid',
  title: 'The data break the contract of this type.',
  errors,
});
