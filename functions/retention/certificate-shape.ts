import * as z from 'zod';
import { code, count, id, instant } from '../platform/http/answer-shape.ts';

/** The claims of a purge certificate; the type is that of domain/retention/disposition.ts. */
export const purgeCertificate = z.object({
  kind: z.literal('purge').describe('What this is.'),
  tenantId: id('The tenant'),
  recordId: id('The record that was purged'),
  recordClass: code('The class of the record'),
  by: z
    .enum(['ttl', 'sweep', 'erasure', 'found-gone'])
    .describe(
      'What deleted it: time to live, the daily sweep, an erasure; `found-gone` if the notice of the deletion was lost.',
    ),
  dueAt: instant('When it was due'),
  purgedAt: instant('When it was deleted'),
  policyVersion: code('The version of the retention policy'),
  rules: z.array(z.string()).describe('The rules that applied, by id.'),
  stage: z
    .enum(['logical', 'final'])
    .describe('`logical`: gone from the table. `final`: no backup can bring it back.'),
  finalAt: instant('From when no backup can bring it back'),
});

/** The claims of an erasure certificate; the type is that of domain/retention/erasure.ts. */
export const erasureCertificate = z.object({
  kind: z.literal('erasure').describe('What this is.'),
  tenantId: id('The tenant'),
  requestId: id('The request for erasure; the certificate does not name the client'),
  requestedAt: instant('When it was made'),
  erasedAt: instant('When key and records were gone'),
  records: count('Records deleted'),
  method: z.literal('key-destroyed').describe('The only key that opens the records was destroyed.'),
  stage: z.literal('final').describe('No copy and no backup can be read.'),
  certifiedAt: instant('When it was certified'),
});

/** What `vigil verify-certificate` accepts. */
export const certificate = z.discriminatedUnion('kind', [purgeCertificate, erasureCertificate]);
