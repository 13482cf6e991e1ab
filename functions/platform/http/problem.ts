import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AddendumFault } from '../../../domain/records/addendum.ts';
import type { ProblemAnswer } from './answer-shape.ts';

/** One fault in a request: where, and what is expected. Never repeats what was sent. */
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
    title: 'An event may have at most 200,000 bytes, a batch 1,000,000.',
  },
  wrongContentType: {
    status: 415,
    code: 'content-type-unknown',
    title:
      'Send application/cloudevents+json (structured), application/cloudevents-batch+json (batch), or application/json with ce- headers (binary).',
  },
  notABatch: { status: 400, code: 'batch-invalid', title: 'A batch must be a JSON array of CloudEvents.' },
  batchTooLong: { status: 413, code: 'batch-too-long', title: 'A batch may have at most 100 events.' },
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
  removedTenant: {
    status: 410,
    code: 'tenant-removed',
    title:
      'This tenant was removed from the deployment, and nothing of it is accepted any more. Ask the operator of Vigil.',
  },
  tenantNotActive: {
    status: 403,
    code: 'tenant-not-active',
    title:
      'This tenant is suspended or leaving: it may send neither new sessions nor administration. Calls for help, rosters, clients and running sessions are accepted.',
  },
  wrongSignature: {
    status: 401,
    code: 'signature-invalid',
    title: 'The Standard Webhooks signature does not match.',
  },
  wrongWebhookId: {
    status: 400,
    code: 'webhook-id-invalid',
    title: 'webhook-id must have at most 600 printable ASCII characters.',
  },
  staleTimestamp: {
    status: 401,
    code: 'timestamp-stale',
    title: 'webhook-timestamp differs from the current time by more than five minutes.',
  },
  invalidJson: { status: 400, code: 'json-invalid', title: 'The body is not valid JSON.' },
  otherTenant: {
    status: 403,
    code: 'tenant-differs',
    title: 'The attribute tenantid does not match the tenant that signed the request.',
  },
  reservedType: {
    status: 403,
    code: 'type-reserved',
    title: 'Only Vigil may publish events of this type.',
  },
  unknownType: {
    status: 422,
    code: 'type-unknown',
    title: 'Vigil does not know this type and version. docs/events.md lists all types.',
  },
  ourFault: {
    status: 503,
    code: 'try-again',
    title: 'Vigil could not accept the event. Send the same event again.',
  },
  clientErased: {
    status: 410,
    code: 'client-erased',
    title: 'The client was erased. Stop sending events about this id.',
  },
  notParticipant: {
    status: 409,
    code: 'client-not-participant',
    title:
      'The client does not take part in this session. Correct the id, or plan the session again with this client.',
  },
  sessionOfOther: {
    status: 409,
    code: 'session-of-other-client',
    title:
      'This session belongs to another client. Name that client among the participants, or use another session id.',
  },
  recordExists: {
    status: 409,
    code: 'record-exists',
    title: 'Another event created a record with this id, and records are immutable.',
  },
} as const satisfies Record<string, Problem>;

/** An addendum that does not match the record that it names. */
export const wrongAddendum = (code: AddendumFault): Problem => ({
  status: 409,
  code,
  title: {
    'addendum-to-itself': 'A record cannot correct itself.',
    'addendum-target-unknown': 'The client has no record with the id in addendumTo. Send that record first.',
    'addendum-of-another-class':
      'An addendum must have the same record class as the record that it corrects.',
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
  title: 'The data does not match the contract of this type.',
  errors,
});
