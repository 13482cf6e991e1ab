import { recordSealBroken } from '../../events/record.ts';
import { invalidData, type Problem, problems } from '../../functions/platform/http/problem.ts';
import {
  doesNotOpen,
  notPermitted,
  recordNotFound,
  tooMuch,
  vaultUnavailable,
} from '../../functions/platform/http/records-api-problem.ts';
import type { VaultTrouble } from '../../functions/platform/sealing/vault.ts';
import type { Json } from '../json-schema.ts';
import { refTo } from './named-schemas.ts';
import { answer, either, header, refusalsIn, signature, textAnswer } from './parts.ts';

interface Route {
  readonly operationId: string;
  readonly summary: string;
  /** The component by which the route refuses. */
  readonly request: string;
  readonly answer: Json;
  readonly refusals: readonly Problem[];
}

/** What any of these routes refuses. */
const common: readonly Problem[] = [
  problems.unknownTenant,
  problems.removedTenant,
  problems.wrongSignature,
  problems.staleTimestamp,
  problems.wrongWebhookId,
  problems.invalidJson,
  invalidData([]),
  problems.ourFault,
];

const troubles: readonly VaultTrouble[] = [
  'key-disabled',
  'access-denied',
  'throttled',
  'unreachable',
  'wrapped-key-altered',
];
const vault: readonly Problem[] = troubles.map(vaultUnavailable);

const route = ({ operationId, summary, request, answer: answered, refusals }: Route): Json => ({
  post: {
    operationId,
    summary,
    parameters: [header('vigil-tenant', 'Whose secret signed the request.'), ...signature('the body')],
    requestBody: { required: true, content: { 'application/json': { schema: refTo(request) } } },
    responses: { '200': answered, ...refusalsIn([...common, ...refusals]) },
  },
});

/** Routes for a provider's own people: records, exports and reports. */
export const recordsPaths: Json = {
  '/v1/openings': route({
    operationId: 'openRecords',
    summary: 'Read sealed records, for a purpose and in a role; each opening is a fact.',
    request: 'OpeningRequest',
    answer: answer('One record with its content; without `recordId`, a list of what the role may open.', [
      'OpenedRecord',
      'RecordList',
    ]),
    refusals: [
      notPermitted('not-permitted'),
      notPermitted('not-the-author'),
      notPermitted('break-glass-incomplete'),
      notPermitted('break-glass-not-permitted'),
      recordNotFound,
      ...recordSealBroken.data.shape.fault.options.map(doesNotOpen),
      ...vault,
    ],
  }),
  '/v1/access-exports': route({
    operationId: 'exportAccess',
    summary: 'Everything that is kept about a client, signed.',
    request: 'AccessExportRequest',
    answer: either(
      'A signed export, in the format asked for.',
      answer('As JSON.', 'AccessExport'),
      textAnswer('As a page.', 'text/html'),
    ),
    refusals: [tooMuch('More than 4 MB: ask for periods (sealedFrom, sealedUntil).'), ...vault],
  }),
  '/v1/ledger-exports': route({
    operationId: 'exportLedger',
    summary: 'The ledger, to be verified offline by `vigil verify`.',
    request: 'LedgerExportRequest',
    answer: textAnswer('NDJSON: facts and signed digests.', 'application/x-ndjson'),
    refusals: [tooMuch('One hour alone is larger than 5 MB.')],
  }),
  '/v1/retention-reports': route({
    operationId: 'reportRetention',
    summary: 'What is kept, due, held, erased and certified in a period.',
    request: 'RetentionReportRequest',
    answer: either(
      'The report, in the format asked for.',
      answer('As JSON.', 'RetentionReport'),
      textAnswer('As a table.', 'text/csv'),
      textAnswer('As a page.', 'text/html'),
    ),
    refusals: [],
  }),
};
