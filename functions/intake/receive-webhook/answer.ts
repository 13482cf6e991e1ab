import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { OperationOutcome } from './answer-shape.ts';
import type { Complaint, Provider, ProviderAnswer } from '../providers/provider.ts';
import { type Problem, problemResponse } from '../../platform/http/problem.ts';

export const refusals = {
  endpointUnknown: { status: 404, code: 'endpoint-unknown', title: 'There is no such endpoint here.' },
  tenantRemoved: {
    status: 410,
    code: 'tenant-removed',
    title: 'The tenant of this endpoint was removed. Stop sending to it.',
  },
  tooLarge: { status: 413, code: 'body-too-large', title: 'The body is larger than 1,000,000 bytes.' },
  wrongContentType: {
    status: 415,
    code: 'content-type-unknown',
    title: 'The content type is not one that this provider sends.',
  },
  'signature-missing': { status: 401, code: 'signature-missing', title: 'The request is not signed.' },
  'signature-invalid': {
    status: 401,
    code: 'signature-invalid',
    title: 'The signature does not fit the bytes that arrived.',
  },
  'timestamp-stale': {
    status: 401,
    code: 'timestamp-stale',
    title: 'The signature is too old, or ahead of its time.',
  },
  unreadable: {
    status: 400,
    code: 'payload-unreadable',
    title: 'The payload was not understood; nothing was guessed.',
  },
  ourFault: { status: 503, code: 'try-again', title: 'Vigil could not take the event; send it again.' },
} as const satisfies Record<string, Problem>;

export const acknowledge = (
  statusCode: number,
  { contentType, body }: ProviderAnswer,
): APIGatewayProxyStructuredResultV2 =>
  statusCode === 204
    ? { statusCode }
    : { statusCode, headers: { 'content-type': contentType }, body: JSON.stringify(body) };

/** FHIR systems get an OperationOutcome; everybody else gets problem details, for every status. */
export const refuse = (
  provider: Provider | undefined,
  problem: Problem,
  complaints: readonly Complaint[] = [],
): APIGatewayProxyStructuredResultV2 => {
  if (provider?.speaksFhir !== true) {
    const errors = complaints.map(({ path, message }) => ({ path, message }));
    return problemResponse({ ...problem, ...(errors.length === 0 ? {} : { errors }) });
  }
  const issues =
    complaints.length > 0 ? complaints : [{ code: issueCodeOf(problem), path: '', message: problem.title }];
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({
      resourceType: 'OperationOutcome',
      issue: issues.map(({ code, path, message }) => ({
        severity: 'error' as const,
        code,
        diagnostics: message,
        ...(path === '' ? {} : { expression: [path] }),
      })),
    } satisfies OperationOutcome),
  };
};

/** http://hl7.org/fhir/issue-type */
const issueCodeOf = ({ status }: Problem): string => {
  switch (status) {
    case 401:
      return 'security';
    case 404:
      return 'not-found';
    case 413:
      return 'too-long';
    case 503:
      return 'transient';
    default:
      return 'invalid';
  }
};
